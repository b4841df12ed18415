import type { OperatorDefinition } from '../sdk/index.js';
import { notifyEmail } from './email/notify-email.js';
import { notifyLog } from './log/notify-log.js';
import { notifySlack } from './slack/notify-slack.js';
import { notifyWebhook } from './webhook/notify-webhook.js';

/** Operators of this provider; each may stand under `notify`, too. */
export const notifyOperators: OperatorDefinition[] = [notifyEmail, notifySlack, notifyWebhook, notifyLog];
