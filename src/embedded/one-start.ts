import type { Settings } from '../platform/config/settings.js';
import { removeEndpoint, writeEndpoint, type Endpoint } from './endpoint-file.js';
import type { Home } from './home.js';
import { nodeChild } from './node-child.js';
import { isPortFree } from './process/free-port.js';
import type { Progress } from './progress.js';
import { prepareServers, type Servers } from './servers.js';
import { forgetServicePort, reachableUrl, serviceReady } from './service-address.js';
import type { EndedChild, StartHooks } from './start-hooks.js';
import { keepLogsSmall } from './supervisor/child-log.js';
import type { ChildSpec } from './supervisor/child-spec.js';
import { openChildrenRecord, type ChildrenRecord } from './supervisor/children-record.js';
import { endLeftovers } from './supervisor/end-leftovers.js';
import { Supervisor } from './supervisor/supervisor.js';

export interface StartOptions {
  readonly settings: Settings;
  readonly hooks: StartHooks;
  readonly progress: Progress;
  /** End after the examples. */
  readonly once: boolean;
  /** Aborts when the user wants it to stop. */
  readonly stop: AbortSignal;
  /** Where PostgreSQL's data goes when the home is closed to its user. */
  readonly ownRoots?: readonly string[];
}

const SERVERS = ['postgres', 'temporal'] as const;
const HOOK_LIMIT_MS = 10_000;
const EXIT_INTERRUPTED = 130;

/** One start of one home, from what an earlier one left to the end of every child. The caller holds the home's lock. */
export class OneStart {
  private readonly record: ChildrenRecord;
  private readonly supervisor: Supervisor;
  private servers: Servers | null = null;
  /** The port that the API has; stays the same when the service is started again. */
  private port: number;
  private apiIsUp = false;

  constructor(
    private readonly home: Home,
    private readonly options: StartOptions,
  ) {
    this.port = options.settings.port;
    this.record = openChildrenRecord(home);
    this.supervisor = new Supervisor({
      home,
      record: this.record,
      say: options.progress.say,
      hooks: {
        onReady: (name) => this.ready(name),
        onChildExit: (name, { ref }) => this.ended({ name, ref }),
      },
    });
  }

  /** Returns the exit code once every child is gone. */
  async run(): Promise<number> {
    const { stop, progress } = this.options;
    const logs = keepLogsSmall(this.home.logs);
    try {
      return await Promise.race([aborted(stop).then(() => this.stoppedCode), this.supervisor.failed, this.work()]);
    } catch (error) {
      if (stop.aborted) return this.stoppedCode;
      progress.say(error instanceof Error ? error.message : String(error));
      return 1;
    } finally {
      await this.supervisor.stop();
      removeEndpoint(this.home);
      clearInterval(logs);
    }
  }

  /** A stop is how a start ends well, except before the examples that --once asked for were done. */
  private get stoppedCode(): number {
    return this.options.once ? EXIT_INTERRUPTED : 0;
  }

  private async work(): Promise<number> {
    const { progress, once, hooks, stop } = this.options;
    removeEndpoint(this.home);
    forgetServicePort(this.home);
    const left = await endLeftovers(this.record, progress.say);
    await this.assertPortFree();
    const servers = await this.prepare();
    await this.startServers(servers);
    for (const child of left) await this.ended(child);
    await progress.step('Starting the API and a worker', () => this.supervisor.start(...this.programs()));
    const endpoint = this.endpoint(servers);
    this.sayWhere(endpoint);
    const succeeded = await hooks.runExamples(endpoint, progress, stop);
    return once ? Number(!succeeded) : new Promise<never>(() => undefined);
  }

  private async prepare(): Promise<Servers> {
    const { settings, hooks, progress, stop, ownRoots } = this.options;
    const prepared = prepareServers({ home: this.home, settings, progress, signal: stop, ownRoots });
    hooks.preload?.();
    this.servers = await prepared;
    return this.servers;
  }

  /** The schema is brought up to date while Temporal is still on its way. */
  private async startServers(servers: Servers): Promise<void> {
    const { progress, hooks, settings } = this.options;
    const up = progress.step('Starting PostgreSQL and Temporal', () => this.supervisor.start(...servers.children));
    const migrated = this.supervisor
      .whenReady('postgres')
      .then(() => progress.step('Updating the schema', () => hooks.migrate(servers.databaseUrl(), settings)));
    await Promise.all([up, migrated]);
  }

  private programs(): ChildSpec[] {
    const { settings, hooks } = this.options;
    const env = (): Record<string, string> => ({
      ...this.servers?.env(),
      CONTINUO_HOME: this.home.root,
      CONTINUO_PORT: String(this.port),
    });
    return [
      nodeChild('service', hooks.service, env, async (signal, { pid }) => {
        this.port = await serviceReady(this.home, settings.host, pid, signal);
      }),
      nodeChild('worker', hooks.worker, env, async () => undefined),
    ];
  }

  private ready(name: string): void {
    if (name === 'service') this.apiIsUp = true;
    if (this.apiIsUp && this.servers !== null) writeEndpoint(this.home, this.endpoint(this.servers));
  }

  /** The hook may take some seconds and may fail (the database may be down as well): the restart does not wait for it for long. */
  private async ended(child: EndedChild): Promise<void> {
    if (SERVERS.some((name) => name === child.name) || this.servers === null) return;
    const tooLong = new AbortController();
    const limit = setTimeout(() => tooLong.abort(), HOOK_LIMIT_MS);
    const work = this.options.hooks.onChildEnded(child, this.servers.databaseUrl());
    await Promise.race([work, aborted(tooLong.signal)]).finally(() => clearTimeout(limit));
  }

  private endpoint(servers: Servers): Endpoint {
    const url = reachableUrl(this.options.settings.host, this.port);
    const pid = (name: string): number | null => this.supervisor.ref(name)?.pid ?? null;
    return {
      url,
      graphql: `${url}/graphql`,
      temporal: `http://${servers.temporalAddress()}`,
      database: servers.databaseUrl(),
      pids: {
        supervisor: process.pid,
        service: pid('service'),
        worker: pid('worker'),
        postgres: pid('postgres'),
        temporal: pid('temporal'),
      },
      folders: {
        home: this.home.root,
        logs: this.home.logs,
        postgres: servers.postgresFolders?.data ?? null,
        postgresBinaries: servers.postgresFolders?.binaries ?? null,
      },
    };
  }

  private sayWhere(endpoint: Endpoint): void {
    const { folders } = endpoint;
    const lines = [
      'Continuo is up. Ctrl-C stops it.',
      `  API        ${endpoint.graphql}`,
      `  token      ${this.home.root}/admin.token`,
      `  data       ${[folders.home, folders.postgres].filter((folder) => folder !== null).join(', PostgreSQL in ')}`,
      `  logs       ${folders.logs}`,
      `  Temporal   ${endpoint.temporal.replace('http://', '')}`,
      `  addresses and process ids in ${this.home.root}/endpoint.json`,
    ];
    lines.forEach((line) => this.options.progress.say(line));
  }

  private async assertPortFree(): Promise<void> {
    const { host, port } = this.options.settings;
    if (port === 0 || (await isPortFree(host, port))) return;
    throw new Error(`port ${port} of ${host} is in use: set CONTINUO_PORT to another one, or to 0 for a free one`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
