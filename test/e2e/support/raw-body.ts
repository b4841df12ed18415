/** A body whose variables are text, so that they may hold what no JavaScript value can. */
export const rawBody = (query: string, variables: string): string =>
  `{"query":${JSON.stringify(query)},"variables":${variables}}`;

export const nestedLists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

export const MIB = 1024 * 1024;
