import type { SMTPTransportOptions } from 'nodemailer';
import type { Connection } from '../../sdk/index.js';
import { badConnection } from '../shared/bad-connection.js';

const SMTPS_PORT = 465;
const SUBMISSION_PORT = 587;
const CONNECT_MS = 15_000;
const SILENCE_MS = 30_000;

/**
 * How to reach the server of a connection. TLS from the start at port 465 or with `extra.scheme: smtps`; elsewhere STARTTLS, which is demanded where a
 * password is sent, unless `extra.startTls` is `never`. `extra.tlsVerify: false` takes any certificate.
 */
export function smtpOptions({ id, host, port, login, password, extra }: Connection): SMTPTransportOptions {
  if (host === null) throw badConnection(id, 'has no host');
  const { scheme, startTls, tlsVerify } = extra;
  const secure = scheme === 'smtps' || port === SMTPS_PORT;
  const auth = login === null ? {} : { auth: { user: login, pass: password ?? '' } };
  return {
    host,
    port: port ?? (secure ? SMTPS_PORT : SUBMISSION_PORT),
    secure,
    ignoreTLS: startTls === 'never',
    requireTLS: !secure && startTls !== 'never' && login !== null,
    tls: { rejectUnauthorized: tlsVerify !== false && tlsVerify !== 'false' },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  };
}
