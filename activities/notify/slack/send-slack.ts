import { TaskFailure, type Connection, type Delivery } from '../../sdk/index.js';
import { badConnection } from '../shared/bad-connection.js';
import { demandSuccess, postJson, type Answer } from '../shared/post-json.js';
import type { SlackWith } from './schema.js';

const SLACK_API = 'https://slack.com/api';

/**
 * Posts the message through an incoming webhook (the connection's password is its address) or chat.postMessage (it is a bot token).
 * Throws SlackError for what Slack refuses, HttpStatus, HttpNetwork, BadConnection.
 */
export async function sendSlack(delivery: Delivery, params: SlackWith): Promise<void> {
  const connection = await delivery.connection(params.connection);
  const { password } = connection;
  if (password === null || password === '')
    throw badConnection(connection.id, "has no password: give the address of an incoming webhook, or a bot's token");
  if (/^https?:\/\//.test(password)) await sendByWebhook(delivery, params, connection.id, password);
  else await sendByApi(delivery, params, connection, password);
  delivery.logger.info('told Slack');
}

async function sendByWebhook(delivery: Delivery, params: SlackWith, id: string, address: string): Promise<void> {
  if (!URL.canParse(address)) throw badConnection(id, 'has a password that is no address');
  const url = new URL(address);
  const headers = { 'x-continuo-delivery': delivery.id };
  demandSuccess(url, await postJson(delivery, { url, headers, body: JSON.stringify(messageOf(params)) }));
}

async function sendByApi(
  delivery: Delivery,
  params: SlackWith,
  { id, type, extra }: Connection,
  token: string,
): Promise<void> {
  // the password of another kind of connection, named by mistake, must not be sent to Slack
  if (type !== 'slack' && type !== 'generic') throw badConnection(id, `is of type ${type}, not slack`);
  const channel = params.channel ?? extra['channel'];
  if (typeof channel !== 'string') throw badConnection(id, 'has a bot token: give the channel in "with" or in extra');
  const api = typeof extra['apiUrl'] === 'string' ? extra['apiUrl'] : SLACK_API;
  const url = new URL(`${api.replace(/\/+$/, '')}/chat.postMessage`);
  const metadata = { event_type: 'continuo_notification', event_payload: { id: delivery.id } };
  const body = JSON.stringify({ channel, ...messageOf(params), metadata });
  const headers = { authorization: `Bearer ${token}`, 'x-continuo-delivery': delivery.id };
  const answer = await postJson(delivery, { url, headers, body });
  demandSuccess(url, answer);
  demandOk(answer);
}

const messageOf = ({ text, blocks }: SlackWith) => ({ text, ...(blocks === undefined ? {} : { blocks }) });

/** chat.postMessage says 200 and `ok: false`. */
function demandOk({ text }: Answer): void {
  const { ok, error } = readAnswer(text);
  if (ok === true) return;
  const code = typeof error === 'string' ? error : 'an answer that is not understood';
  throw new TaskFailure('SlackError', `Slack refused the message: ${code}`, {
    retryable: ['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable'].includes(code),
  });
}

function readAnswer(text: string): { ok?: unknown; error?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
