const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  "'": "'",
  '"': '"',
  '\\': '\\',
  '\n': '',
};
const ESCAPE = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g;

/** The text of a Python string literal without its quotes. An unknown escape stands for itself, as in Python: '\d' is \d. */
export function unescapeString(body: string): string {
  return body.replace(ESCAPE, (all, escape: string) => {
    if (escape.length > 1 && 'xuU'.includes(escape.charAt(0))) return codePoint(parseInt(escape.slice(1), 16), all);
    if (/^[0-7]+$/.test(escape)) return codePoint(parseInt(escape, 8), all);
    return Object.hasOwn(SIMPLE, escape) ? (SIMPLE[escape] ?? all) : all;
  });
}

const codePoint = (code: number, otherwise: string): string =>
  code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
