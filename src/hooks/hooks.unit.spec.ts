import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign } from '../../activities/notify/webhook/sign.js';
import { readHookBody } from './hook-body.js';
import { readSignedHeader, type SignedHeader } from './signed-header.js';
import { type Bucket, takeToken } from './token-bucket.js';
import { REPLAY_WINDOW_S, verifySignature } from './verify-signature.js';

const NOW = 1_790_000_000;
const header = (signature: string, timestamp?: string): SignedHeader => {
  const read = readSignedHeader(signature, timestamp);
  if (read === null) throw new Error(`no header: ${signature}`);
  return read;
};
const hex = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

describe('the signature of a delivery', () => {
  it('is the HMAC of time and body', () => {
    const body = Buffer.from('{"id":"a"}');
    const given = header(`t=${NOW},v1=${hex('s', `${NOW}.{"id":"a"}`)}`);
    expect(verifySignature('s', given, body, NOW)?.toString('hex')).toBe(given.signatures[0]);
    expect(verifySignature('other', given, body, NOW)).toBeNull();
    expect(verifySignature('s', given, Buffer.from('{"id":"b"}'), NOW)).toBeNull();
  });

  it('may be one that a webhook of ours has sent', () => {
    const given = header(sign('s', String(NOW), '{}'), String(NOW));
    expect(verifySignature('s', given, Buffer.from('{}'), NOW)).not.toBeNull();
  });

  it('counts for five minutes, in both directions', () => {
    const given = header(`t=${NOW},v1=${hex('s', `${NOW}.`)}`);
    const at = (seconds: number) => verifySignature('s', given, Buffer.alloc(0), NOW + seconds) !== null;
    expect([-REPLAY_WINDOW_S, 0, REPLAY_WINDOW_S].map(at)).toEqual([true, true, true]);
    expect([-REPLAY_WINDOW_S - 1, REPLAY_WINDOW_S + 1].map(at)).toEqual([false, false]);
  });

  it('may stand among others, while a secret is changed', () => {
    const [old, now] = ['old', 'new'].map((secret) => hex(secret, `${NOW}.x`));
    const given = header(`t=${NOW}, v1=${old}, v0=abc, v1=${now}`);
    expect(given.signatures).toEqual([old, now]);
    expect(verifySignature('new', given, Buffer.from('x'), NOW)?.toString('hex')).toBe(now);
  });

  it('changes with every bit of the body and the time', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat({ max: 7 }), (body, at, bit) => {
        const given = header(`t=${NOW},v1=${createHmac('sha256', 's').update(`${NOW}.`).update(body).digest('hex')}`);
        expect(verifySignature('s', given, Buffer.from(body), NOW)).not.toBeNull();
        const other = Buffer.from(body);
        other[at % body.length] = (other[at % body.length] ?? 0) ^ (1 << bit);
        expect(verifySignature('s', given, other, NOW)).toBeNull();
        expect(verifySignature('s', { ...given, timestamp: String(NOW + 1) }, Buffer.from(body), NOW)).toBeNull();
      }),
    );
  });

  it.each([
    undefined,
    '',
    't=1',
    'v1=abc',
    `t=x,v1=${'a'.repeat(64)}`,
    `v1=${'a'.repeat(64)}`,
    `t=1,v1=${'A'.repeat(64)}`,
  ])('is none: %s', (text) => expect(readSignedHeader(text, undefined)).toBeNull());
});

describe('the body of a delivery', () => {
  it('may leave everything out', () => {
    const none = { extra: {}, partition: null, id: null };
    expect(readHookBody(Buffer.alloc(0))).toEqual(none);
    expect(readHookBody(Buffer.from('{}'))).toEqual(none);
    const all = { extra: { rows: 7 }, partition: '2026-11-21', id: 'a' };
    expect(readHookBody(Buffer.from(JSON.stringify(all)))).toEqual(all);
  });

  it.each([
    '[]',
    '7',
    '{',
    '{"x":1}',
    '{"extra":[]}',
    '{"id":""}',
    '{"partition":7}',
    '{"extra":{"a":"\\u0000"}}',
    '\xff',
  ])('refuses %s', (text) => expect(readHookBody(Buffer.from(text, 'latin1'))).toHaveProperty('wrong'));
});

it('a body of many levels is refused before anybody walks it', () => {
  const nested = (levels: number): Buffer => Buffer.from(`{"extra":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`);
  expect(readHookBody(nested(30_000))).toHaveProperty('wrong');
  expect(readHookBody(nested(90))).not.toHaveProperty('wrong');
});

describe('the rate', () => {
  it('lets through the burst, then what the rate gives, whatever the order of calls', () => {
    const rate = { perSecond: 10, burst: 5 };
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { maxLength: 100 }), (gaps) => {
        let bucket: Bucket | undefined;
        let now = 0;
        let taken = 0;
        for (const gap of gaps) {
          now += gap;
          const { bucket: next, waitMs } = takeToken(bucket, rate, now);
          bucket = next;
          if (waitMs === 0) taken += 1;
          else expect(takeToken(bucket, rate, now + waitMs).waitMs).toBe(0);
        }
        const most = rate.burst + ((now - (gaps[0] ?? 0)) / 1_000) * rate.perSecond;
        expect(taken).toBeLessThanOrEqual(most + 1e-6);
        expect(taken).toBeGreaterThanOrEqual(Math.min(gaps.length, rate.burst));
      }),
    );
  });
});
