import type { Delivery } from '../../sdk/index.js';
import { demandSuccess, postJson } from '../shared/post-json.js';
import type { WebhookWith } from './schema.js';
import { sign } from './sign.js';
import { targetOf } from './target.js';

/** Posts the message, signed where the connection has a secret. Throws HttpStatus, HttpNetwork, BadUrl, BadConnection. */
export async function sendWebhook(delivery: Delivery, params: WebhookWith): Promise<void> {
  const { url, headers, secret } = await targetOf(delivery, params);
  const body = JSON.stringify(params.json ?? { id: delivery.id, ...delivery.about });
  const timestamp = String(Math.floor(delivery.now() / 1000));
  const signature: Record<string, string> =
    secret === null ? {} : { 'x-continuo-signature': sign(secret, timestamp, body) };
  const given = Object.fromEntries(Object.entries(params.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const own = {
    'x-continuo-delivery': delivery.id,
    'x-continuo-timestamp': timestamp,
    'idempotency-key': delivery.id,
    ...signature,
  };
  demandSuccess(url, await postJson(delivery, { url, body, headers: { ...given, ...headers, ...own } }));
  delivery.logger.info(`told ${url.host}`);
}
