const MASK = '***';

/** Credentials by their shape: our tokens, bearer headers, passwords in URLs and in `key=value` or JSON text. */
const SHAPES: readonly [RegExp, string][] = [
  [/cto_[A-Za-z0-9_-]{8,}/g, `cto_${MASK}`],
  [/(bearer\s+)[A-Za-z0-9._~+/=-]+/gi, `$1${MASK}`],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*:)[^\s@/"]+@/gi, `$1${MASK}@`],
  [/((?:password|passwd|secret|api[_-]?key)\\?["']?\s*[:=]\s*\\?["']?)[^\s"'\\,}&]+/gi, `$1${MASK}`],
];

/** The text with everything that looks like a credential masked. The last net: nothing should get here unmasked. */
export const maskSecrets = (text: string): string =>
  SHAPES.reduce((masked, [shape, mask]) => masked.replace(shape, mask), text);
