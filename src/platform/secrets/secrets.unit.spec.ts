import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { envName } from './env-name.js';
import { maskExtra } from './mask-extra.js';
import { seal, unseal } from './seal.js';

const key = randomBytes(32);

describe('seal', () => {
  it('what is sealed is unsealed, and never looks the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [one, two] = [seal(key, text, 'p'), seal(key, text, 'p')];
        expect(unseal(key, one, 'p')).toBe(text);
        expect(one.equals(two)).toBe(false);
      }),
    );
  });

  it.each([
    ['another key', (sealed: Buffer) => unseal(randomBytes(32), sealed, 'p')],
    ['another place', (sealed: Buffer) => unseal(key, sealed, 'q')],
    [
      'a changed byte',
      (sealed: Buffer) =>
        unseal(key, Buffer.from(sealed.map((byte, i) => (i === sealed.length - 1 ? byte ^ 1 : byte))), 'p'),
    ],
    ['a cut', (sealed: Buffer) => unseal(key, sealed.subarray(0, 20), 'p')],
    ['nothing', () => unseal(key, Buffer.alloc(0), 'p')],
  ])('given %s, says what to do and shows nothing', (_name, open) => {
    expect(() => open(seal(key, 'the secret', 'p'))).toThrow(/cannot be decrypted.*CONTINUO_KEY/);
  });
});

describe('what people see', () => {
  it('masks values under keys that look secret, and passwords in URLs, however deep', () => {
    expect(
      maskExtra({ api_key: 'x', nested: [{ accessToken: 'x' }], url: 'http://a:b@c/', region: 'eu', port: 1 }),
    ).toEqual({
      ...{ api_key: '***', nested: [{ accessToken: '***' }], url: 'http://a:***@c/', region: 'eu', port: 1 },
    });
  });

  it('an id in the environment is upper case, with _ for other characters', () => {
    expect(envName('CONTINUO_CONN_', 'my-db.2 ä')).toBe('CONTINUO_CONN_MY_DB_2__');
  });
});
