/** Text to put into a source at an offset, in place of `length` characters. */
export interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}
export interface Edited {
  readonly source: string;
  /** The offset in the original that an offset in the edited source came from. */
  readonly origin: (offset: number) => number;
}

/** Applies edits in the order of their offsets; of those at one offset, the first given comes first. */
export function applyEdits(source: string, edits: readonly Edit[]): Edited {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.at - b.edit.at || a.index - b.index);
  let done = 0;
  let result = '';
  const shifts: { from: number; by: number }[] = [];
  for (const { edit } of ordered) {
    result += source.slice(done, edit.at);
    result += edit.text;
    done = edit.at + edit.length;
    shifts.push({ from: result.length, by: edit.text.length - edit.length });
  }
  const origin = (offset: number) =>
    offset - shifts.filter(({ from }) => from <= offset).reduce((sum, { by }) => sum + by, 0);
  return {
    source: result + source.slice(done),
    origin: (offset) => Math.max(0, Math.min(source.length, origin(offset))),
  };
}
