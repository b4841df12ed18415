import type { Json } from '../../../src/domain/json.js';
import { storable } from '../attempt/task-error.js';

/** A shorter value would mask half of every text. */
const SHORTEST = 4;
const MASK = '***';

/**
 * Knows every secret that this worker has seen, in the forms that programs print: as it is, line by line, base64, URL-encoded, JSON-escaped.
 * One for the whole process: a secret may reach another task by an XCom.
 */
export class Masker {
  private readonly forms = new Set<string>();
  private pattern: RegExp | null = null;
  private longestForm = 0;

  /** Characters of the longest text that is masked; whoever cuts a text keeps that much beyond the cut until it is masked. */
  get longest(): number {
    return this.longestForm;
  }

  add(secret: string): void {
    if (secret.length < SHORTEST || this.forms.has(secret)) return;
    for (const form of formsOf(secret)) this.forms.add(form);
    const sorted = [...this.forms].sort((a, b) => b.length - a.length);
    this.longestForm = sorted[0]?.length ?? 0;
    this.pattern = new RegExp(sorted.map(escaped).join('|'), 'g');
  }

  readonly mask = (text: string): string => (this.pattern === null ? text : text.replace(this.pattern, MASK));

  /** The same JSON with every string and key masked. */
  maskJson(value: Json): Json {
    if (typeof value === 'string') return this.mask(value);
    if (Array.isArray(value)) return value.map((item) => this.maskJson(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.mask(key), this.maskJson(item)]));
  }
}

/** All forms of a secret and of each of its lines (a private key is printed line by line). */
function formsOf(secret: string): string[] {
  const parts = secret.includes('\n') ? [secret, ...secret.split(/\r?\n/)] : [secret];
  return parts
    .map((part) => part.trim())
    .flatMap(encodingsOf)
    .filter((form) => form.length >= SHORTEST);
}

function encodingsOf(part: string): string[] {
  if (part.length < SHORTEST) return [];
  const bytes = Buffer.from(part, 'utf8');
  const url = encodeURIComponent(storable(part));
  return [
    part,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    url,
    url.replaceAll('%20', '+'),
    JSON.stringify(part).slice(1, -1),
  ];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
