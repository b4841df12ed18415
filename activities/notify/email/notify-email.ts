import { defineNotifier } from '../../sdk/index.js';
import { emailWith, type EmailWith } from './schema.js';
import { sendEmail } from './send-email.js';

export const notifyEmail = defineNotifier<EmailWith>({
  type: 'notify.email',
  summary: 'Sends an e-mail',
  with: emailWith,
  send: sendEmail,
});
