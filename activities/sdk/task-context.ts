import type { Json, JsonObject } from '../../src/domain/json.js';
import type { ChildRuns } from './child-runs.js';
import type { ExternalRuns } from './external-runs.js';
import type { OutletEvents } from './outlet-events.js';
import type { Waits } from './waits.js';

export interface Connection {
  id: string;
  type: string;
  host: string | null;
  port: number | null;
  database: string | null;
  login: string | null;
  /** In clear text, for the operator's use only; every sink masks it. */
  password: string | null;
  extra: JsonObject;
}

/** Lines go to the attempt's log, with time and stream `stdout`, `stderr` or `log`. Secrets are masked. Never throws, never blocks for long. */
export interface TaskLogger {
  debug(message: string, fields?: JsonObject): void;
  info(message: string, fields?: JsonObject): void;
  warn(message: string, fields?: JsonObject): void;
  error(message: string, fields?: JsonObject): void;
  /** One line as a process printed it. */
  line(stream: 'stdout' | 'stderr', text: string): void;
}

export interface ProcessRequest {
  file: string;
  args: readonly string[];
  cwd: string;
  /** The complete environment: nothing of the service's own environment is added. */
  env: Record<string, string>;
  /** Fed to stdin, which is then closed. Left out, stdin is /dev/null (a socket would make bash read ~/.bashrc). */
  input?: string;
  /** Called for each line, split at newlines; a line above 64 KiB is cut with a mark. */
  onLine(stream: 'stdout' | 'stderr', text: string): void;
  /** Called with the raw bytes as they arrive, before lines are split and cut: for output that is a value and not only a log. */
  onBytes?(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
}
export interface ProcessResult {
  exitCode: number | null;
  signal: string | null;
}

/** What user code and operators get. */
export interface TaskContext {
  dagId: string;
  dagRunId: string;
  runId: string;
  taskId: string;
  mapIndex: number;
  tryNumber: number;
  /** 1, and more where a worker was lost during the same try. */
  attempt: number;
  /** Sensors: number of this poke, 0 first. */
  poke: number;
  /** Sensors: when this task was executed first, over pokes and tries (ms since the epoch); other tasks: when the attempt began. */
  waitingSince: number;
  /** The same for every attempt of a try: use it as idempotency key against outside systems. */
  idempotencyKey: string;
  logicalDate: string | null;
  dataInterval: { start: string; end: string } | null;
  /** As templates spell it: `manual`, `scheduled`, `backfill`, `asset_triggered`. */
  runType: string;
  /** When the run after this one is due; null where no schedule makes one. */
  nextRunAfter: string | null;
  params: JsonObject;
  conf: JsonObject;
  /** Mapped instances: what this one is about, by the keys of `map`; null for others. */
  map: JsonObject | null;
  /** Names for CEL expressions: params, conf, dagRun, map. */
  celScope: Record<string, Json>;
  logger: TaskLogger;
  /** Aborts when the task is cancelled or timed out; its reason is a TaskFailure. Operators pass it on to whatever waits. */
  signal: AbortSignal;
  /** Says that the task is alive and how far it is; the last details reach the next attempt. */
  heartbeat(details?: Json): void;
  /** Details of the last heartbeat of an earlier attempt of this try. */
  lastHeartbeat: Json;
  connection(id: string): Promise<Connection>;
  variable(name: string): Promise<Json>;
  /** Value of an XCom of this run; null when the finished task pushed none, a TaskFailure for an unknown task. */
  xcom(taskId: string, key?: string): Promise<Json>;
  /** Full id of the task or the group that this task knows by the name: inside a group the group's own first. null: the DAG has neither. */
  member(name: string): string | null;
  /** Runs a process in a group of its own that dies with the worker, the cancel and the timeout (TERM, KILL after 10 s). */
  spawn(request: ProcessRequest): Promise<ProcessResult>;
  /** Absolute, symlink-free path under an allowed root; a TaskFailure of type PathNotAllowed otherwise. */
  resolvePath(path: string): Promise<string>;
  /** Updates of the assets that are the task's outlets. */
  outletEvents: OutletEvents;
  /** Waiting for people and for other systems; what `approval` and `wait.callback` are made of. Sensors only. */
  waits?: Waits;
  /** Runs of DAGs that this try triggers; for triggerDag. */
  children?: ChildRuns;
  /** Runs of other DAGs that this try waits for; for sensor.externalRun and sensor.externalTask. */
  externalRuns?: ExternalRuns;
  /** Worker wall clock, ms. */
  now(): number;
}
