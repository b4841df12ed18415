import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { maskOutput, type Output } from './mask-output.js';
import { Masker } from './masker.js';

describe('what is printed past the logger', () => {
  it('is masked as text, also with secrets learned later; bytes pass', () => {
    const stream = new PassThrough();
    const masker = new Masker();
    maskOutput(masker.mask, [stream as unknown as Output]);
    masker.add('sesame-4711');
    new Console(stream).log('open %s', 'sesame-4711');
    stream.write(Buffer.of(0xff, 0x00));
    expect(stream.read()).toEqual(Buffer.concat([Buffer.from('open ***\n'), Buffer.of(0xff, 0x00)]));
  });
});
