/** What one dev server is started with. */
export interface DevServer {
  readonly database: string;
  readonly port: number;
  readonly namespace: string;
}

/**
 * Dynamic configuration of every Temporal server that we run. The defaults read a shard's queues 20 times a second, which adds
 * 50 ms to each dispatch, and do not hand activities to the worker that asked for them.
 */
const DYNAMIC_CONFIG: Readonly<Record<string, boolean | number>> = {
  'system.enableActivityEagerExecution': true,
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.visibilityProcessorMaxPollRPS': 100,
  'history.maximumBufferedEventsBatch': 2000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'frontend.rps': 20000,
  'frontend.namespaceRPS': 20000,
  // No question to the internet whether there is a newer server.
  'frontend.enableServerVersionCheck': false,
};

/** WAL with full sync: an acknowledged step survives a crash of the machine. */
const PRAGMAS: Readonly<Record<string, string>> = { journal_mode: 'WAL', synchronous: 'FULL' };

/** Arguments of `temporal` for a dev server on the loopback interface, without its web page. */
export function devServerArguments({ database, port, namespace }: DevServer): string[] {
  return [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
    ...['--db-filename', database, '--namespace', namespace, '--log-level', 'warn'],
    ...Object.entries(PRAGMAS).flatMap(([key, value]) => ['--sqlite-pragma', `${key}=${value}`]),
    ...Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}
