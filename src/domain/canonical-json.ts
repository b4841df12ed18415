import canonicalize from 'canonicalize';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** RFC 8785: one text for each JSON value, whatever the order of its keys. Throws on what is not JSON (NaN, a cycle, undefined). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('the value has no canonical JSON: it is undefined or a function');
  return text;
}

/** Lower-case hex SHA-256 of the text's UTF-8 bytes. */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** Identity of a JSON value: hex SHA-256 of its canonical form. */
export const contentHash = (value: unknown): string => sha256Hex(canonicalJson(value));
