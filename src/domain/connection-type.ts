const TYPE_OF_SCHEME: ReadonlyMap<string, string> = new Map([
  ['postgresql', 'postgres'],
  ['https', 'http'],
  ['smtps', 'smtp'],
  ['mysql2', 'mysql'],
  ['mariadb', 'mysql'],
]);

/** The connection type that the scheme of a URI names: `postgresql` is postgres; others are types of their own. */
export const connectionType = (scheme: string): string => TYPE_OF_SCHEME.get(scheme) ?? scheme;
