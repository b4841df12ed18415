import { TaskFailure, throwIfAborted, type Connection, type Delivery } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { badConnection } from '../shared/bad-connection.js';
import { readAttachments } from './attachments.js';
import type { EmailWith } from './schema.js';
import { smtpOptions } from './smtp-options.js';

/**
 * Hands one mail to the connection's server. Its Message-ID is made of the delivery's id, so that a mail program shows a second copy as one.
 * Throws EmailFailed (not retryable where the server said 5xx), BadConnection, and what keeps a file from being read.
 */
export async function sendEmail(delivery: Delivery, params: EmailWith): Promise<void> {
  const connection = await delivery.connection(params.connection);
  const { createTransport } = await import('nodemailer');
  const attachments = await readAttachments(delivery, params.files);
  const transport = createTransport(smtpOptions(connection));
  const stop = (): void => transport.close();
  delivery.signal.addEventListener('abort', stop, { once: true });
  try {
    const { rejected } = await transport.sendMail({ ...mailOf(delivery.id, connection, params), attachments });
    if (rejected.length > 0)
      delivery.logger.warn(`the server took the mail, but not for ${rejected.length} of its receivers`);
    delivery.logger.info(`handed the mail to ${connection.host ?? ''}`);
  } catch (error) {
    throwIfAborted(delivery);
    throw failureOf(error);
  } finally {
    delivery.signal.removeEventListener('abort', stop);
    transport.close();
  }
}

function mailOf(id: string, connection: Connection, { to, cc, bcc, from, replyTo, subject, text, html }: EmailWith) {
  const sender = from ?? senderOf(connection);
  const [, domain = 'continuo.invalid'] = /@([^@\s<>]+)>?\s*$/.exec(sender) ?? [];
  return {
    messageId: `<${id}@${domain}>`,
    headers: { 'X-Continuo-Delivery': id, 'Auto-Submitted': 'auto-generated' },
    ...{ from: sender, to, cc, bcc, subject },
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
  };
}

function senderOf({ id, login, extra }: Connection): string {
  if (typeof extra['from'] === 'string') return extra['from'];
  if (login !== null && login.includes('@')) return login;
  throw badConnection(id, 'says no sender: give "from" in "with", or extra.from');
}

function failureOf(error: unknown): unknown {
  const { code, message } = readError(error);
  if (code === 'TASK_FAILURE') return error;
  const { responseCode } = error as { responseCode?: unknown };
  const final = typeof responseCode === 'number' && responseCode >= 500;
  return new TaskFailure('EmailFailed', message || code || 'the mail was not sent', {
    retryable: !final,
    cause: error,
  });
}
