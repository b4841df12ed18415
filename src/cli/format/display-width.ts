const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const WITHOUT_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Columns that a text without control characters takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const symbol of text) width += widthOf(symbol);
  return width;
}

/** The text cut to `width` columns, with … at the end where something is missing. */
export function fitWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let fitted = '';
  let used = 1;
  for (const symbol of text) {
    used += widthOf(symbol);
    if (used > width) break;
    fitted += symbol;
  }
  return width > 0 ? `${fitted}…` : '';
}

function widthOf(symbol: string): number {
  if (WITHOUT_WIDTH.test(symbol)) return 0;
  return WIDE.test(symbol) ? 2 : 1;
}
