import type { Json } from '../../json.js';

/** A key that is refused while it has another value than its default. */
interface UnsupportedKey {
  /** `task` means `defaultArgs` too. */
  at: 'dag' | 'group' | 'task' | 'edge';
  key: string;
  /** Values that change nothing. */
  neutral: readonly Json[];
}

/** What the format knows and this release does not run. `types`: operators; a trailing * stands for any ending. */
export interface Unsupported {
  keys: readonly UnsupportedKey[];
  types: readonly string[];
}

/** Nothing today. Whoever builds one of these deletes its line; an operator that the catalog serves needs no deletion. */
export const NOT_YET_SUPPORTED: Unsupported = {
  keys: [],
  types: [],
};

/** For tests of the full format. */
export const EVERYTHING_SUPPORTED: Unsupported = { keys: [], types: [] };

export const isUnsupportedType = (type: string, { types }: Unsupported): boolean =>
  types.some((known) => (known.endsWith('*') ? type.startsWith(known.slice(0, -1)) : type === known));
