/** Ends a switch over a closed union: the compiler complains when a case is missing, and a value from outside fails loudly. */
export function assertNever(value: never, what = 'case'): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`);
}
