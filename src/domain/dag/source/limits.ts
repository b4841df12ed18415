/** Longest text of a DAG, in bytes of UTF-8. */
export const MAX_SOURCE_BYTES = 8 * 1024 * 1024;
/** Deepest nesting; no pipeline comes near, and every walk over a DAG may be recursive. */
export const MAX_DEPTH = 200;
/** Most values in a DAG, aliases counted each time: 10 000 tasks of a hundred values each. */
export const MAX_VALUES = 1_000_000;

/** Why a text is no DAG at all. */
export interface SourceProblem {
  code: 'SYNTAX' | 'TOO_LARGE';
  message: string;
  offset: number;
}
