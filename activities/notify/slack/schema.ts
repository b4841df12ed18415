import { z } from 'zod';
import { jsonField } from '../../sdk/index.js';

export const slackWith = z.strictObject({
  connection: z.string().min(1).describe('Of type slack: the address of an incoming webhook, or a bot token'),
  text: z.string().min(1).describe('Slack mrkdwn'),
  channel: z.string().min(1).optional().describe('For a bot token: channel id or name; default extra.channel'),
  blocks: z.array(jsonField).optional().describe('Block Kit; text is then what notifications show'),
});
export type SlackWith = z.output<typeof slackWith>;
