const TYPE_OF_SCHEME: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  https: 'http',
  smtps: 'smtp',
  mariadb: 'mysql',
};

/** The connection type that a URI's scheme names: postgresql://… is postgres. Without a scheme: generic. */
export function typeOfUri(uri: string): string {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(uri) ?? [];
  if (scheme === undefined) return 'generic';
  const name = scheme.toLowerCase();
  return TYPE_OF_SCHEME[name] ?? name;
}
