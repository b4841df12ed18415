/** `a, b and 7 more`. */
export const listed = (ids: readonly string[], none = 'a task'): string =>
  ids.length <= 5 ? ids.join(', ') || none : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;

/** `1 run`, `2 runs`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
