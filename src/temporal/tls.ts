import { readFileSync } from 'node:fs';
import type { TLSConfig } from '@temporalio/client';
import type { TemporalTls } from '../platform/config/settings.js';

const file = (path: string | undefined): Buffer | undefined => (path === undefined ? undefined : readFileSync(path));

/** TLS as Temporal's SDK takes it; false for a plain connection. @throws where a named file cannot be read */
export function tlsOf(tls: TemporalTls | undefined): TLSConfig | false {
  if (tls === undefined) return false;
  const crt = file(tls.clientCertPath);
  const key = file(tls.clientKeyPath);
  const ca = file(tls.caCertPath);
  return {
    ...(tls.serverName === undefined ? {} : { serverNameOverride: tls.serverName }),
    ...(ca === undefined ? {} : { serverRootCACertificate: ca }),
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
  };
}
