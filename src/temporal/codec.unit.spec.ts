import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { EncryptingCodec } from './codec.js';

const codec = new EncryptingCodec(Buffer.alloc(32, 7));

describe('EncryptingCodec', () => {
  it.each([
    ['small', { a: 1 }],
    ['large', { text: 'secret '.repeat(10_000) }],
    ['null', null],
  ])('gives a %s payload back as it was, and shows nothing of it in between', async (_, value) => {
    const payload = defaultPayloadConverter.toPayload(value);
    const [sealed] = await codec.encode([payload]);
    expect(Buffer.from(sealed?.data ?? []).includes('secret')).toBe(false);
    const [opened] = await codec.decode(sealed === undefined ? [] : [sealed]);
    expect(opened === undefined ? undefined : defaultPayloadConverter.fromPayload(opened)).toEqual(value);
  });

  it('seals a payload whose data is the empty array that protobuf makes of no bytes', async () => {
    const empty = { metadata: { encoding: Buffer.from('binary/null') }, data: [] as unknown as Uint8Array };
    const [opened] = await codec.decode(await codec.encode([empty]));
    expect([opened?.data?.length, Buffer.from(opened?.metadata?.['encoding'] ?? []).toString()]).toEqual([
      0,
      'binary/null',
    ]);
  });

  it('compresses what is large', async () => {
    const payload = defaultPayloadConverter.toPayload('x'.repeat(100_000));
    const [sealed] = await codec.encode([payload]);
    expect(sealed?.data?.length).toBeLessThan(5_000);
  });

  it('never seals the same payload to the same bytes', async () => {
    const payload = defaultPayloadConverter.toPayload(1);
    const [one, two] = await codec.encode([payload, payload]);
    expect(Buffer.from(one?.data ?? [])).not.toEqual(Buffer.from(two?.data ?? []));
  });

  it('refuses what was sealed with another key, and what was changed', async () => {
    const [sealed] = await codec.encode([defaultPayloadConverter.toPayload(1)]);
    if (sealed === undefined) throw new Error('nothing sealed');
    await expect(new EncryptingCodec(Buffer.alloc(32, 8)).decode([sealed])).rejects.toThrow('another key');
    const changed = {
      ...sealed,
      data: Buffer.from(sealed.data ?? []).map((byte, at) => (at === 30 ? byte ^ 1 : byte)),
    };
    await expect(codec.decode([changed])).rejects.toThrow();
  });

  it('passes on what it did not seal', async () => {
    const plain = defaultPayloadConverter.toPayload('plain');
    expect(await codec.decode([plain])).toEqual([plain]);
  });
});
