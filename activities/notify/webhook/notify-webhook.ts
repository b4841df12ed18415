import { defineNotifier } from '../../sdk/index.js';
import { webhookWith, type WebhookWith } from './schema.js';
import { sendWebhook } from './send-webhook.js';

export const notifyWebhook = defineNotifier<WebhookWith>({
  type: 'notify.webhook',
  summary: 'Posts a signed JSON message to an address',
  with: webhookWith,
  send: sendWebhook,
});
