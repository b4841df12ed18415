import { defineNotifier } from '../../sdk/index.js';
import { slackWith, type SlackWith } from './schema.js';
import { sendSlack } from './send-slack.js';

export const notifySlack = defineNotifier<SlackWith>({
  type: 'notify.slack',
  summary: 'Posts a message to Slack',
  with: slackWith,
  send: sendSlack,
});
