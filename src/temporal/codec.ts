import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';

const ENCODING = 'binary/continuo-1';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
/** Below this, compressing costs more than it saves. */
const GZIP_FROM_BYTES = 1024;

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

/**
 * Payloads in Temporal's history: compressed where they are large, then AES-256-GCM with a fresh nonce. The payload's own metadata is inside.
 * Layout of `data`: nonce (12) ‖ tag (16) ‖ ciphertext of (1 byte: 1 = gzip, 0 = plain) ‖ payload. Payloads that are not ours pass as they are.
 */
export class EncryptingCodec implements PayloadCodec {
  private readonly keyId: string;

  constructor(private readonly key: Buffer) {
    this.keyId = createHash('sha256').update('continuo payload key').update(key).digest('hex').slice(0, 16);
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.seal(payload));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.open(payload));
  }

  private seal(payload: Payload): Payload {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    const sealed = Buffer.concat([cipher.update(pack(payload)), cipher.final()]);
    return {
      metadata: { encoding: text(ENCODING), key: text(this.keyId) },
      data: Buffer.concat([iv, cipher.getAuthTag(), sealed]),
    };
  }

  private open(payload: Payload): Payload {
    if (metadataOf(payload, 'encoding') !== ENCODING) return payload;
    const keyId = metadataOf(payload, 'key');
    if (keyId !== this.keyId)
      throw new Error(
        `a payload in Temporal was encrypted with another key (${keyId}): give this process the same key`,
      );
    const data = payload.data ?? new Uint8Array();
    const decipher = createDecipheriv('aes-256-gcm', this.key, data.subarray(0, IV_BYTES));
    decipher.setAuthTag(data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return unpack(Buffer.concat([decipher.update(data.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]));
  }
}

const metadataOf = (payload: Payload, name: string): string => Buffer.from(payload.metadata?.[name] ?? []).toString();

/** Length of the metadata (4 bytes) ‖ metadata as JSON with base64 values ‖ data. */
function pack(payload: Payload): Buffer {
  const entries = Object.entries(payload.metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('base64'),
  ]);
  const metadata = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(metadata.length);
  // protobuf's default for empty bytes is a plain array
  const plain = Buffer.concat([length, metadata, Buffer.from(payload.data ?? [])]);
  const zips = plain.length >= GZIP_FROM_BYTES;
  return Buffer.concat([Buffer.from([zips ? 1 : 0]), zips ? gzipSync(plain, { level: 1 }) : plain]);
}

function unpack(packed: Buffer): Payload {
  const plain = packed[0] === 1 ? gunzipSync(packed.subarray(1)) : packed.subarray(1);
  const dataAt = LENGTH_BYTES + plain.readUInt32BE(0);
  const entries = JSON.parse(plain.subarray(LENGTH_BYTES, dataAt).toString()) as [string, string][];
  const metadata = Object.fromEntries(entries.map(([name, value]) => [name, Buffer.from(value, 'base64')]));
  return { metadata, data: plain.subarray(dataAt) };
}
