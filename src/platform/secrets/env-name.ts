/** How an id is written in the environment: upper case, other characters as `_` (contract). */
export const envName = (prefix: string, id: string): string => prefix + id.toUpperCase().replace(/[^A-Z0-9]/g, '_');

/** The variables of that prefix that are set, by what follows the prefix. */
export const withPrefix = (env: Readonly<Record<string, string | undefined>>, prefix: string): Map<string, string> =>
  new Map(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(prefix) && name.length > prefix.length && value !== undefined && value !== ''
        ? [[name.slice(prefix.length), value] as const]
        : [],
    ),
  );
