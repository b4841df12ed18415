import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pokeSensor, runOperator, testContext } from '../sdk/testing/index.js';
import { httpRequest } from './request/http-request.js';
import { httpSensor } from './sensor/http-sensor.js';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}
let seen: Seen[] = [];
let answer: (request: Seen, response: ServerResponse) => void = () => undefined;
let server: Server;
let other: Server;
let base = '';
let elsewhere = '';

async function serve(): Promise<Server> {
  const made = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return made;
}
const addressOf = (made: Server): string => `http://127.0.0.1:${(made.address() as AddressInfo).port}`;

beforeAll(async () => {
  server = await serve();
  other = await serve();
  base = addressOf(server);
  elsewhere = addressOf(other);
});
afterAll(() => {
  for (const made of [server, other]) {
    made.closeAllConnections();
    made.close();
  }
});
beforeEach(() => {
  seen = [];
  answer = (_request, response) => response.end('{"ok":true}');
});

const json = (response: ServerResponse, value: unknown, status = 200): void =>
  void response.writeHead(status).end(JSON.stringify(value));
const port = (): number => (server.address() as AddressInfo).port;
const run = async (given: object, context = testContext()) => (await runOperator(httpRequest, context, given)).value;
const poke = (given: object, context = testContext()) => pokeSensor(httpSensor, context, given);

describe('http.request: what is sent', () => {
  it('goes to the url with query and headers', async () => {
    expect(
      await run({
        url: `${base}/a?x=1`,
        query: { city: 'Kraków & co', tag: ['a', 'b'], n: 3 },
        headers: { 'X-Own': 'yes' },
      }),
    ).toEqual({ ok: true });
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/a?x=1&city=Krak%C3%B3w+%26+co&tag=a&tag=b&n=3' });
    expect(seen[0]?.headers).toMatchObject({ 'x-own': 'yes' });
    expect(seen[0]?.headers['idempotency-key']).toBeUndefined();
  });

  it('has the json or the body, and the idempotency key of the try', async () => {
    const context = testContext({ idempotencyKey: 'run/load/-1/2' });
    await run({ url: base, method: 'POST', json: { a: [1] } }, context);
    await run(
      { url: base, method: 'PUT', body: 'plain', headers: { 'content-type': 'text/csv', 'Idempotency-Key': 'mine' } },
      context,
    );
    expect(seen[0]).toMatchObject({ method: 'POST', body: '{"a":[1]}' });
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'run/load/-1/2' });
    expect(seen[1]).toMatchObject({ body: 'plain' });
    expect(seen[1]?.headers).toMatchObject({ 'content-type': 'text/csv', 'idempotency-key': 'mine' });
  });

  it('takes address, login and headers from the connection', async () => {
    const connections = {
      api: {
        type: 'http',
        host: '127.0.0.1',
        port: port(),
        login: 'ann',
        password: 'p:w',
        extra: { headers: { 'X-Team': 'data' } },
      },
      token: { type: 'http', extra: { baseUrl: `${base}/v1/`, token: 'abc' } },
    };
    await run({ connection: 'api', path: '/health' }, testContext({ connections }));
    expect(seen[0]?.url).toBe('/health');
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('ann:p:w').toString('base64')}`,
      'x-team': 'data',
    });
    await run({ connection: 'token', path: 'items', query: { q: 1 } }, testContext({ connections }));
    expect(seen[1]?.url).toBe('/v1/items?q=1');
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer abc' });
  });

  it('never takes the credentials of a connection to an address in the path', async () => {
    const connections = { token: { type: 'http', extra: { baseUrl: base, token: 'abc' } } };
    await run({ connection: 'token', path: `//${new URL(elsewhere).host}/x` }, testContext({ connections }));
    await run({ connection: 'token', path: `${elsewhere}/x` }, testContext({ connections }));
    expect(seen.map(({ headers }) => headers.host)).toEqual([new URL(base).host, new URL(base).host]);
  });
});

describe('http.request: the result', () => {
  it('is the body as JSON or text, or the status', async () => {
    expect(await run({ url: base, response: 'text' })).toBe('{"ok":true}');
    expect(await run({ url: base, response: 'status' })).toBe(200);
    answer = (_request, response) => response.writeHead(204).end();
    expect(await run({ url: base })).toBeNull();
    answer = (_request, response) => response.end('<html>');
    await expect(run({ url: base })).rejects.toMatchObject({ name: 'BadResponse' });
  });

  it('is unpacked, and bounded after unpacking', async () => {
    const packed = gzipSync(Buffer.alloc(5_000_000, 'x'));
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    expect(await run({ url: base, response: 'text' })).toHaveLength(5_000_000);
    const failure = run({ url: base, response: 'text', maxBytes: 100_000 });
    await expect(failure).rejects.toMatchObject({ name: 'ResponseTooLarge', options: { retryable: false } });
  });

  it('is refused as soon as it is too large, without waiting for its end', async () => {
    answer = (_request, response) => response.write('x'.repeat(10_000));
    await expect(run({ url: base, maxBytes: 1000 })).rejects.toMatchObject({ name: 'ResponseTooLarge' });
  });
});

describe('http.request: status and expect', () => {
  it('fails as HttpStatus, retryable for some statuses only', async () => {
    for (const [status, retryable] of [
      [500, true],
      [503, true],
      [429, true],
      [425, true],
      [408, true],
      [404, false],
      [401, false],
    ] as const) {
      answer = (_request, response) => json(response, { why: 'because' }, status);
      const failure = run({ url: `${base}/x?key=secret` });
      await expect(failure).rejects.toMatchObject({ name: 'HttpStatus', options: { retryable } });
      await expect(failure).rejects.toThrow(`GET ${base}/x answered ${status}: {"why":"because"}`);
    }
  });

  it('takes the statuses of the author instead', async () => {
    answer = (_request, response) => json(response, {}, 404);
    expect(await run({ url: base, expect: { status: [200, 404] } })).toEqual({});
    await expect(run({ url: base, expect: { status: 200 } })).rejects.toThrow('answered 404, expected 200');
  });

  it('looks into the body', async () => {
    answer = (_request, response) => json(response, { state: { name: 'up' }, list: [{ 'a b': 0 }], off: false });
    const good = (expectation: object) => expect(run({ url: base, expect: expectation })).resolves.toBeDefined();
    const bad = (expectation: object, message: string) =>
      expect(run({ url: base, expect: expectation })).rejects.toMatchObject({
        name: 'CheckFailed',
        message: expect.stringContaining(message),
      });
    await good({ contains: '"up"' });
    await bad({ contains: 'down' }, 'does not contain "down"');
    await good({ jsonPath: '$.list[0]["a b"]' });
    await bad({ jsonPath: '$.off' }, '$.off is false');
    await bad({ jsonPath: '$.list[1]' }, '$.list[1] is missing');
    await good({ jsonPath: { '$.state': { name: 'up' }, '$.off': false } });
    await bad({ jsonPath: { '$.state.name': 'down' } }, '$.state.name is "up", expected "down"');
    await expect(run({ url: base, expect: { jsonPath: 'state' } })).rejects.toThrow('with.expect.jsonPath');
  });
});

describe('http.request: redirects', () => {
  it('are followed, and the method becomes GET where browsers do so', async () => {
    answer = ({ url }, response) =>
      url === '/' ? response.writeHead(302, { location: '/next' }).end() : json(response, 'there');
    expect(await run({ url: base, method: 'POST', json: 1 })).toBe('there');
    expect(seen[1]).toMatchObject({ method: 'GET', url: '/next', body: '' });
    answer = ({ url }, response) =>
      url === '/' ? response.writeHead(307, { location: '/next' }).end() : json(response, 'kept');
    expect(await run({ url: base, method: 'POST', json: 1 })).toBe('kept');
    expect(seen[3]).toMatchObject({ method: 'POST', body: '1' });
  });

  it('carry no credentials to another origin', async () => {
    answer = ({ url }, response) =>
      url === '/v1/go' ? response.writeHead(307, { location: `${elsewhere}/there` }).end() : json(response, 'there');
    const connections = {
      api: { type: 'http', extra: { baseUrl: `${base}/v1`, token: 'abc', headers: { 'x-key': 'k' } } },
    };
    await run(
      { connection: 'api', path: 'go', headers: { cookie: 'c=1', 'x-own': '1' } },
      testContext({ connections }),
    );
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer abc', 'x-key': 'k', cookie: 'c=1' });
    expect(seen[1]?.headers.host).toBe(new URL(elsewhere).host);
    for (const name of ['authorization', 'x-key', 'cookie', 'x-own']) expect(seen[1]?.headers[name]).toBeUndefined();
  });

  it('end after five', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/again' }).end();
    await expect(run({ url: base })).rejects.toMatchObject({ name: 'TooManyRedirects', options: { retryable: false } });
    expect(seen).toHaveLength(6);
  });
});

describe('http.request: trouble', () => {
  it('on the way is retryable', async () => {
    const closed = await serve();
    const address = addressOf(closed);
    await new Promise((resolve) => closed.close(resolve));
    await expect(run({ url: address })).rejects.toMatchObject({ name: 'HttpNetwork', options: { retryable: true } });
    answer = (_request, response) => response.destroy();
    await expect(run({ url: base })).rejects.toMatchObject({ name: 'HttpNetwork' });
  });

  it('is a timeout of the whole exchange, body included', async () => {
    answer = (_request, response) => response.writeHead(200).write('{');
    await expect(run({ url: base, timeout: 0.2 })).rejects.toMatchObject({ name: 'HttpTimeout' });
  });

  it('is the reason of the cancel', async () => {
    answer = () => undefined;
    const context = testContext();
    const settled = expect(run({ url: base }, context)).rejects.toThrow('stop it');
    await expect.poll(() => seen.length).toBe(1);
    context.abort(new Error('stop it'));
    await settled;
  });

  it('is an address that is none, without its login in the message', async () => {
    await expect(run({ url: 'ftp://ann:secret@host/x' })).rejects.toThrow('not an http or https address: ftp://host/x');
    await expect(run({ url: base, connection: 'x' })).rejects.toThrow('give only one of "url" or "connection"');
    await expect(run({ url: base, path: '/x' })).rejects.toThrow('with: "path" needs "connection"');
    await expect(run({ url: base, json: 1, body: 'x' })).rejects.toThrow('give only one of "json" or "body"');
  });
});

describe('sensor.http', () => {
  it('is done with the body when the answer is as expected', async () => {
    expect(await poke({ url: base, expect: { status: 200, jsonPath: '$.ok' } })).toEqual({
      done: true,
      value: { ok: true },
    });
    answer = (_request, response) => response.end('OK');
    expect(await poke({ url: base, expect: { contains: 'OK' } })).toEqual({ done: true, value: 'OK' });
  });

  it('waits while the answer may still come', async () => {
    for (const status of [404, 408, 425, 429, 500, 503]) {
      answer = (_request, response) => json(response, {}, status);
      expect(await poke({ url: base })).toEqual({ done: false });
    }
    answer = (_request, response) => json(response, { ok: false });
    expect(await poke({ url: base, expect: { jsonPath: '$.ok' } })).toEqual({ done: false });
    answer = () => undefined;
    expect(await poke({ url: base, timeout: 0.1 })).toEqual({ done: false });
    expect(await poke({ url: 'http://127.0.0.1:1/' })).toEqual({ done: false });
  });

  it('fails for a mistake that waiting does not heal', async () => {
    answer = (_request, response) => json(response, {}, 401);
    await expect(poke({ url: base })).rejects.toMatchObject({ name: 'HttpStatus', options: { retryable: false } });
  });
});
