import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { durationMs } from './duration.js';
import { KEEP_ALL, parseRetention, type Retention, RETENTION_HINT } from './retention.js';

/** Where temporal's server is, when it is not ours. */
export interface TemporalTls {
  readonly serverName: string | undefined;
  readonly caCertPath: string | undefined;
  readonly clientCertPath: string | undefined;
  readonly clientKeyPath: string | undefined;
}

/** Everything that the environment says, checked and completed. Paths are absolute. */
export interface Settings {
  /** Folder of all data. */
  readonly home: string;
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Per-user folder for downloads and builds. */
  readonly cache: string;
  /** PostgreSQL of the user's own; undefined: embedded. */
  readonly databaseUrl: string | undefined;
  readonly temporal: {
    /** host:port of a server of the user's own; undefined: embedded. */
    readonly address: string | undefined;
    readonly namespace: string;
    /** undefined: no TLS. */
    readonly tls: TemporalTls | undefined;
    readonly apiKey: string | undefined;
  };
  readonly workerLeaseMs: number;
  /** A try that no worker has begun for so long is told of. */
  readonly queuedTimeoutMs: number;
  /** And its try fails, as Airflow has it. */
  readonly queuedTimeoutFails: boolean;
  /** History events after which a run's execution continues as new. */
  readonly segmentEvents: number;
  /** How long what belongs to runs is kept. */
  readonly retention: Retention;
  /** Key that encrypts secrets at rest, 32 bytes in hex or base64; undefined: the one in the home. */
  readonly key: string | undefined;
  /** Where other systems reach the API, without a slash at the end; undefined: where it listens, for systems on this machine. */
  readonly publicUrl: string | undefined;
  /** Folder of the user's own DAGs and code. */
  readonly project: string;
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Env = Readonly<Record<string, string | undefined>>;

/** Thrown for values that cannot be used; names each variable and what it accepts, never the value (it may be a secret). */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads all settings. An empty variable counts as not set. @throws SettingsError naming every bad variable at once. */
export function readSettings(env: Env = process.env, cwd = process.cwd()): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Variables.safeParse(set);
  if (!parsed.success)
    throw new SettingsError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  const v = parsed.data;
  return {
    home: resolve(cwd, v.CONTINUO_HOME),
    host: v.CONTINUO_HOST,
    port: v.CONTINUO_PORT,
    cache: resolve(cwd, v.CONTINUO_CACHE ?? join(v.XDG_CACHE_HOME ?? join(v.HOME ?? homedir(), '.cache'), 'continuo')),
    databaseUrl: v.DATABASE_URL,
    temporal: {
      address: v.TEMPORAL_ADDRESS,
      namespace: v.TEMPORAL_NAMESPACE,
      tls: tlsOf(v),
      apiKey: v.TEMPORAL_API_KEY,
    },
    workerLeaseMs: v.CONTINUO_WORKER_LEASE,
    queuedTimeoutMs: v.CONTINUO_QUEUED_TIMEOUT,
    queuedTimeoutFails: v.CONTINUO_QUEUED_TIMEOUT_ACTION === 'fail',
    segmentEvents: v.CONTINUO_SEGMENT_EVENTS,
    retention: v.CONTINUO_RETENTION,
    key: v.CONTINUO_KEY,
    publicUrl: v.CONTINUO_PUBLIC_URL,
    project: resolve(cwd, v.CONTINUO_PROJECT),
    logLevel: v.CONTINUO_LOG_LEVEL,
  };
}

const accepts = <T extends z.ZodType>(what: string, make: (error: { error: string }) => T): T =>
  make({ error: `accepts ${what}` });

const port = accepts('a whole number from 0 to 65535 (0 picks a free port)', (error) =>
  z
    .string()
    .regex(/^\d{1,5}$/, error)
    .transform(Number)
    .pipe(z.number().max(65_535, error)),
);
const flag = accepts('true or false', (error) =>
  z.enum(['true', 'false', '1', '0'], error).transform((text) => text === 'true' || text === '1'),
);
const host = accepts('a host name or an IP address to listen on, such as 127.0.0.1', (error) =>
  z.string().regex(/^[A-Za-z0-9.:_-]+$/, error),
);
const address = accepts('host:port, such as temporal.example.com:7233', (error) =>
  z.string().regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/, error),
);
const database = accepts('a URL like postgresql://user:password@host:5432/database', (error) =>
  z.string().refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), error),
);
const key = accepts('32 bytes as 64 hex digits or as base64 (openssl rand -base64 32)', (error) =>
  z.string().refine(isKey, error),
);
const publicUrl = accepts('an http or https address, such as https://continuo.example.com', (error) =>
  z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), error)
    .transform((text) => text.replace(/\/+$/, '')),
);
const lease = accepts('a duration from 1s to 10m, such as 30s', (error) =>
  z
    .string()
    .transform((text) => durationMs(text) ?? 0)
    .pipe(z.number().min(1_000, error).max(600_000, error)),
);
const queuedTimeout = accepts('a duration from 1s to 30d, such as 10m', (error) =>
  z
    .string()
    .transform((text) => durationMs(text) ?? 0)
    .pipe(z.number().min(1_000, error).max(2_592_000_000, error)),
);
const queuedTimeoutAction = accepts('tell or fail', (error) => z.enum(['tell', 'fail'], error));
const retention = accepts(RETENTION_HINT, (error) =>
  z
    .string()
    .refine((text) => parseRetention(text) !== null, error)
    .transform((text) => parseRetention(text) ?? KEEP_ALL),
);
const segment = accepts('a whole number from 50 to 10000', (error) =>
  z
    .string()
    .regex(/^\d{2,5}$/, error)
    .transform(Number)
    .pipe(z.number().min(50, error).max(10_000, error)),
);
const namespace = accepts('a Temporal namespace: letters, digits, dots, dashes and underscores', (error) =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, error),
);

const Variables = z.object({
  HOME: z.string().optional(),
  XDG_CACHE_HOME: z.string().optional(),
  CONTINUO_HOME: z.string().default('.continuo'),
  CONTINUO_HOST: host.default('127.0.0.1'),
  CONTINUO_PORT: port.default(8080),
  CONTINUO_CACHE: z.string().optional(),
  CONTINUO_PROJECT: z.string().default('.'),
  CONTINUO_KEY: key.optional(),
  CONTINUO_PUBLIC_URL: publicUrl.optional(),
  CONTINUO_LOG_LEVEL: accepts(LOG_LEVELS.join(', '), (error) => z.enum(LOG_LEVELS, error)).default('info'),
  CONTINUO_WORKER_LEASE: lease.default(30_000),
  CONTINUO_QUEUED_TIMEOUT: queuedTimeout.default(600_000),
  CONTINUO_QUEUED_TIMEOUT_ACTION: queuedTimeoutAction.default('tell'),
  CONTINUO_SEGMENT_EVENTS: segment.default(2_000),
  CONTINUO_RETENTION: retention.default(KEEP_ALL),
  DATABASE_URL: database.optional(),
  TEMPORAL_ADDRESS: address.optional(),
  TEMPORAL_NAMESPACE: namespace.default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: flag.optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
});

/** TLS is on where TEMPORAL_TLS says so, and where it says nothing but an API key or a TLS file is given. */
function tlsOf(v: z.infer<typeof Variables>): TemporalTls | undefined {
  const tls = {
    serverName: v.TEMPORAL_TLS_SERVER_NAME,
    caCertPath: v.TEMPORAL_TLS_SERVER_CA_CERT_PATH,
    clientCertPath: v.TEMPORAL_TLS_CLIENT_CERT_PATH,
    clientKeyPath: v.TEMPORAL_TLS_CLIENT_KEY_PATH,
  };
  const implied = v.TEMPORAL_API_KEY !== undefined || Object.values(tls).some((value) => value !== undefined);
  return (v.TEMPORAL_TLS ?? implied) ? tls : undefined;
}

function isKey(text: string): boolean {
  return (
    /^[0-9a-fA-F]{64}$/.test(text) ||
    (/^[A-Za-z0-9+/_-]{43}=?$/.test(text) && Buffer.from(text, 'base64').length === 32)
  );
}
