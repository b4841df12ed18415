import { randomBytes } from 'node:crypto';

let last = { ms: 0, count: 0 };

/** Counts the ids of a millisecond from a random number on, so that they sort as they were made. */
function countIn(nowMs: number, start: number): number {
  last = { ms: nowMs, count: last.ms === nowMs ? last.count + 1 : start & 0x7ff };
  return last.count & 0xfff;
}

/** A UUID of version 7 (RFC 9562): sorts by the millisecond and, in one process, by the order in which it was made; the rest is random. */
export function uuid7(nowMs = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | countIn(nowMs, bytes.readUInt16BE(6)), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
