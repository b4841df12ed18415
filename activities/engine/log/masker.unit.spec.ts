import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Masker } from './masker.js';

const knowing = (...secrets: string[]): Masker => {
  const masker = new Masker();
  secrets.forEach((secret) => masker.add(secret));
  return masker;
};

describe('Masker', () => {
  it('knows nothing at first', () => expect(new Masker().mask('open')).toBe('open'));

  it.each([
    ['as it is', 'pa ss"wörd', 'x pa ss"wörd y'],
    ['base64', 'pa ss"wörd', `x ${Buffer.from('pa ss"wörd').toString('base64')} y`],
    ['base64url', 'a??>>??b', `x ${Buffer.from('a??>>??b').toString('base64url')} y`],
    ['URL-encoded', 'pa ss/wörd', `x ${encodeURIComponent('pa ss/wörd')} y`],
    ['form-encoded', 'pa ss/wörd', `x ${encodeURIComponent('pa ss/wörd').replaceAll('%20', '+')} y`],
    ['JSON-escaped', 'pa"ss\\word', `x ${JSON.stringify('pa"ss\\word').slice(1, -1)} y`],
  ])('masks a secret that is printed %s', (_, secret, printed) => {
    expect(knowing(secret).mask(printed)).toMatch(/^x \*\*\*=* y$/);
  });

  it('masks a secret of several lines line by line', () => {
    const masker = knowing('first line\nsecond line');
    expect(masker.mask('a second line b')).toBe('a *** b');
    expect(masker.mask('first line\nsecond line')).toBe('***');
  });

  it('masks the longer of two secrets that begin alike', () => {
    expect(knowing('pass', 'password').mask('password pass')).toBe('*** ***');
  });

  it('leaves short values alone', () => expect(knowing('abc', '').mask('abc abc')).toBe('abc abc'));

  it('masks strings and keys of JSON', () => {
    expect(knowing('hunter2').maskJson({ 'k hunter2': ['hunter2', 1, null, { a: 'x hunter2' }] })).toEqual({
      'k ***': ['***', 1, null, { a: 'x ***' }],
    });
  });

  it('leaves no secret in any text, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.trim() === secret && !'***'.includes(secret) && !/\n/.test(secret));
        const masked = knowing(secret).mask(`${before}${secret}${after}`);
        return !masked.includes(secret) || `${before}***${after}`.includes(secret);
      }),
    );
  });
});
