import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, truncate, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runOperator, testContext } from '../sdk/testing/index.js';
import { notifyEmail } from './email/notify-email.js';
import { notifyLog } from './log/notify-log.js';
import { notifySlack } from './slack/notify-slack.js';
import { notifyWebhook } from './webhook/notify-webhook.js';

interface Seen {
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}
let seen: Seen[] = [];
let answer: (response: ServerResponse) => void = () => undefined;
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = (response) => response.end('{"ok":true}');
});
const answers = (status: number, text = ''): void => void (answer = (response) => response.writeHead(status).end(text));
const failureOf = (
  promise: Promise<unknown>,
): Promise<{ type: string; message: string; options: { retryable?: boolean } }> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: { type: string; message: string; options: object }) => error,
  );

describe('notify.webhook', () => {
  const hook = (more: object = {}) => ({ type: 'http', host: `${base}/hooks`, password: 'topsecret', ...more });
  const send = (given: object, connection: object = hook(), options: object = {}) =>
    runOperator(notifyWebhook, testContext({ connections: { hook: connection }, ...options }), given);

  it('posts what it is about, signed over time and body, with an id that stays', async () => {
    const now = () => 1_700_000_000_500;
    const { value } = await send({ connection: 'hook', path: 'in' }, hook(), { now });
    await send({ connection: 'hook', path: 'in' }, hook(), { now, attempt: 2 });
    const [one, two] = seen;
    const expected = createHmac('sha256', 'topsecret').update(`1700000000.${one?.body}`).digest('hex');
    expect(one?.url).toBe('/hooks/in');
    expect(one?.headers).toMatchObject({
      'x-continuo-timestamp': '1700000000',
      'x-continuo-signature': `v1=${expected}`,
    });
    expect(one?.headers['x-continuo-delivery']).toMatch(/^[0-9a-f]{32}$/);
    expect(one?.headers['x-continuo-delivery']).toBe(two?.headers['x-continuo-delivery']);
    expect(value).toEqual({ deliveryId: one?.headers['x-continuo-delivery'] });
    expect(JSON.parse(one?.body ?? '')).toMatchObject({ dagId: 'test_dag', taskId: 'task', tryNumber: 1 });
  });

  it('posts the body that it is given, to an address of its own, unsigned', async () => {
    await send({ url: `${base}/open`, json: { text: 'é' }, headers: { 'X-Team': 'data' } });
    expect(seen[0]).toMatchObject({ url: '/open', body: '{"text":"é"}', headers: { 'x-team': 'data' } });
    expect(seen[0]?.headers['x-continuo-signature']).toBeUndefined();
  });

  it('uses login, token and headers of the connection, and signs by extra.signingSecret then', async () => {
    await send({ connection: 'hook' }, hook({ login: 'u', extra: { signingSecret: 's1', headers: { 'X-A': 1 } } }));
    await send({ connection: 'hook' }, hook({ password: null, extra: { token: 'tok' } }));
    const basic = Buffer.from('u:topsecret').toString('base64');
    expect(seen[0]?.headers).toMatchObject({ authorization: `Basic ${basic}`, 'x-a': '1' });
    expect(seen[0]?.headers['x-continuo-signature']).toContain('v1=');
    expect(seen[1]?.headers.authorization).toBe('Bearer tok');
    expect(seen[1]?.headers['x-continuo-signature']).toBeUndefined();
  });

  it.each([
    [503, true],
    [429, true],
    [404, false],
    [302, false],
  ])('fails for status %i, retryable: %s', async (status, retryable) => {
    answers(status, 'because');
    const failure = await failureOf(send({ connection: 'hook' }));
    expect(failure).toMatchObject({ type: 'HttpStatus', options: { retryable } });
    expect(failure.message).toContain('because');
  });

  it('tells a wrong address without its path, and takes a path no further than below the connection', async () => {
    const dead = { type: 'http', host: 'http://127.0.0.1:1/very/secret' };
    const failure = await failureOf(send({ connection: 'hook' }, dead));
    expect(failure).toMatchObject({ type: 'HttpNetwork', options: { retryable: true } });
    expect(failure.message).not.toContain('secret');
    await send({ connection: 'hook', path: 'http://elsewhere.invalid/x' });
    expect(seen[0]?.url).toBe('/hooks/http://elsewhere.invalid/x');
    expect(await failureOf(send({ url: 'ftp://x' }))).toMatchObject({ type: 'BadUrl' });
    expect(await failureOf(send({}))).toMatchObject({ type: 'BadWith' });
  });
});

describe('notify.slack', () => {
  const send = (given: object, connection: object) =>
    runOperator(notifySlack, testContext({ connections: { slack: { type: 'slack', ...connection } } }), {
      connection: 'slack',
      ...given,
    });

  it('posts through an incoming webhook, whose address is the secret', async () => {
    await send({ text: 'hello', blocks: [{ type: 'divider' }] }, { password: `${base}/services/T0/B0/key` });
    expect(seen[0]?.url).toBe('/services/T0/B0/key');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ text: 'hello', blocks: [{ type: 'divider' }] });
    answers(404, 'no_service');
    const failure = await failureOf(send({ text: 'x' }, { password: `${base}/services/T0/B0/key` }));
    expect(failure).toMatchObject({ type: 'HttpStatus', options: { retryable: false } });
    expect(failure.message).toContain('no_service');
    expect(failure.message).not.toContain('B0');
  });

  it('posts by chat.postMessage with a bot token, and the id in the metadata', async () => {
    const bot = { password: 'xoxb-1', extra: { apiUrl: `${base}/api`, channel: 'C1' } };
    const { value } = await send({ text: 'hi' }, bot);
    await send({ text: 'hi', channel: 'C2' }, bot);
    expect(seen[0]).toMatchObject({ url: '/api/chat.postMessage', headers: { authorization: 'Bearer xoxb-1' } });
    const { deliveryId } = value as { deliveryId: string };
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      channel: 'C1',
      text: 'hi',
      metadata: { event_type: 'continuo_notification', event_payload: { id: deliveryId } },
    });
    expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject({ channel: 'C2' });
  });

  it('fails for what Slack refuses with status 200', async () => {
    const bot = { password: 'xoxb-1', extra: { apiUrl: base, channel: 'C1' } };
    answers(200, '{"ok":false,"error":"channel_not_found"}');
    expect(await failureOf(send({ text: 'x' }, bot))).toMatchObject({
      type: 'SlackError',
      options: { retryable: false },
    });
    answers(200, '{"ok":false,"error":"ratelimited"}');
    expect(await failureOf(send({ text: 'x' }, bot))).toMatchObject({
      type: 'SlackError',
      options: { retryable: true },
    });
    answers(200, 'hm');
    expect(await failureOf(send({ text: 'x' }, bot))).toMatchObject({ type: 'SlackError' });
  });

  it('says what a connection lacks', async () => {
    expect((await failureOf(send({ text: 'x' }, {}))).message).toContain('incoming webhook');
    expect((await failureOf(send({ text: 'x' }, { password: 'xoxb-1' }))).message).toContain('channel');
  });
});

describe('notify.log', () => {
  it("writes to the task's log", async () => {
    const context = testContext();
    await runOperator(notifyLog, context, { message: 'disk is full', level: 'warn' });
    expect(JSON.stringify(context.lines)).toContain('disk is full');
  });
});

describe('notify.email', () => {
  let mails: { from: string; to: string[]; raw: string; user: string | undefined }[] = [];
  let smtp: SMTPServer;
  let port = 0;
  const listen = async (options: SMTPServerOptions): Promise<void> => {
    smtp = new SMTPServer({
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('Invalid username or password')),
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('nobody') ? done(Object.assign(new Error('no such user'), { responseCode: 550 })) : done(),
      onData: (stream, { envelope, user }, done) => {
        let raw = '';
        stream.on('data', (part: Buffer) => (raw += part.toString()));
        stream.on('end', () => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          mails.push({
            from,
            to: envelope.rcptTo.map(({ address }) => address),
            raw,
            user: user as string | undefined,
          });
          done();
        });
      },
      ...options,
    });
    smtp.on('error', () => undefined);
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    port = (smtp.server.address() as AddressInfo).port;
  };
  const close = (): Promise<void> => new Promise((resolve) => smtp.close(() => resolve()));
  beforeEach(() => void (mails = []));
  afterEach(close);

  const send = (given: object, connection: object, options: object = {}) => {
    const mail = {
      type: 'smtp',
      host: '127.0.0.1',
      port,
      extra: { from: 'Continuo <bot@example.com>' },
      ...connection,
    };
    const whole = { connection: 'mail', to: 'ada@example.com', subject: 'Ünfall', text: 'It failed', ...given };
    return runOperator(notifyEmail, testContext({ connections: { mail }, ...options }), whole);
  };

  it('hands over text and HTML to all receivers, with a Message-ID that stays', async () => {
    await listen({ authOptional: true, disabledCommands: ['STARTTLS'] });
    const given = {
      to: ['ada@example.com', 'Bob <bob@example.com>'],
      bcc: 'audit@example.com',
      html: '<b>It failed</b>',
    };
    const { value } = await send(given, {});
    await send(given, {}, { attempt: 2 });
    const id = (value as { deliveryId: string }).deliveryId;
    expect(mails[0]).toMatchObject({
      from: 'bot@example.com',
      to: ['ada@example.com', 'bob@example.com', 'audit@example.com'],
    });
    expect(mails[0]?.raw).toContain(`Message-ID: <${id}@example.com>`);
    expect(mails[0]?.raw).toContain('text/html');
    expect(mails[0]?.raw).not.toContain('audit@example.com');
    expect(mails[1]?.raw).toContain(`Message-ID: <${id}@example.com>`);
  });

  it('sends files along, from allowed roots only', async () => {
    await listen({ authOptional: true, disabledCommands: ['STARTTLS'] });
    const root = await mkdtemp(join(tmpdir(), 'mail-'));
    await writeFile(join(root, 'daily.pdf'), 'the report');
    await send({ files: ['daily.pdf'] }, {}, { roots: [root] });
    expect(mails[0]?.raw).toContain('filename=daily.pdf');
    expect(mails[0]?.raw).toContain(Buffer.from('the report').toString('base64'));
    const missing = await failureOf(send({ files: ['gone.pdf'] }, {}, { roots: [root] }));
    expect(missing).toMatchObject({ type: 'FileNotFound' });
    const outside = await failureOf(send({ files: ['/etc/hostname'] }, {}, { roots: [root] }));
    expect(outside).toMatchObject({ type: 'PathNotAllowed' });
    await truncate(join(root, 'daily.pdf'), 17 * 1024 * 1024);
    const large = await failureOf(send({ files: ['daily.pdf'] }, {}, { roots: [root] }));
    expect(large).toMatchObject({ type: 'FileTooLarge', options: { retryable: false } });
    expect(mails).toHaveLength(1);
  });

  it('sends its password over TLS only, and takes a certificate of its own making where it is told to', async () => {
    await listen({ authOptional: false });
    const extra = { from: 'bot@example.com', tlsVerify: false };
    await send({}, { login: 'ada', password: 'right', extra });
    expect(mails[0]?.user).toBe('ada');
    const untrusted = await failureOf(
      send({}, { login: 'ada', password: 'right', extra: { from: 'bot@example.com' } }),
    );
    expect(untrusted).toMatchObject({ type: 'EmailFailed', options: { retryable: true } });
    const wrong = await failureOf(send({}, { login: 'ada', password: 'wrong', extra }));
    expect(wrong).toMatchObject({ type: 'EmailFailed', options: { retryable: false } });
    expect(mails).toHaveLength(1);
  });

  it('refuses to send a password in clear text to a server without TLS', async () => {
    await listen({ authOptional: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    expect(await failureOf(send({}, { login: 'ada', password: 'right' }))).toMatchObject({ type: 'EmailFailed' });
    await send({}, { login: 'ada', password: 'right', extra: { from: 'bot@example.com', startTls: 'never' } });
    expect(mails).toHaveLength(1);
  });

  it('fails where nobody can receive it, and reads no file', async () => {
    await listen({ authOptional: true, disabledCommands: ['STARTTLS'] });
    expect(await failureOf(send({ to: 'nobody@example.com' }, {}))).toMatchObject({
      type: 'EmailFailed',
      options: { retryable: false },
    });
    expect(await failureOf(send({ text: undefined }, {}))).toMatchObject({ type: 'BadWith' });
    expect((await failureOf(send({}, { extra: {} }))).message).toContain('from');
    const gone = await failureOf(send({}, { port: 1 }));
    expect(gone).toMatchObject({ type: 'EmailFailed', options: { retryable: true } });
  });
});
