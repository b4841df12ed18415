import { connectionType } from '../../domain/connection-type.js';

/** The connection type that a URI's scheme names: postgresql://… is postgres. Without a scheme: generic. */
export function typeOfUri(uri: string): string {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(uri) ?? [];
  return scheme === undefined ? 'generic' : connectionType(scheme.toLowerCase());
}
