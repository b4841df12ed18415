const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};
const CHARACTERS: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#34': '"',
  nbsp: '\u00a0',
};

/** The escapes of Python's markupsafe. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? character);

/** Text without tags and comments, whitespace collapsed; the common entities are resolved. */
export const stripTags = (text: string): string =>
  withoutTags(text)
    .trim()
    .split(/\s+/)
    .join(' ')
    .replace(/&(amp|lt|gt|quot|nbsp|#39|#34);/g, (_, name: string) => CHARACTERS[name] ?? '');

function withoutTags(text: string): string {
  const parts: string[] = [];
  let offset = 0;
  for (;;) {
    const open = text.indexOf('<', offset);
    const mark = text.startsWith('<!--', open) ? '-->' : '>';
    const close = open < 0 ? -1 : text.indexOf(mark, open);
    if (close < 0) return parts.join('') + text.slice(offset);
    parts.push(text.slice(offset, open));
    offset = close + mark.length;
  }
}
