/** A Temporal dev server to start: the program, and the version of the server in it. */
export interface TemporalBinary {
  readonly path: string;
  readonly server: string;
  /** Where it came from, for people. */
  readonly source: 'PATH' | 'cache' | 'download' | 'build';
}

/** One way to get the binary; a string says why this way did not work. */
export type TemporalSource = () => Promise<TemporalBinary | string>;

/** The ways in the order in which they are tried. */
export interface TemporalSources {
  readonly onPath: TemporalSource;
  readonly cached: TemporalSource;
  readonly download: TemporalSource;
  readonly build: TemporalSource;
  /** Runs the ways that write into the cache while no other process does. */
  locked<T>(work: () => Promise<T>): Promise<T>;
}

/** Thrown when no way led to a server. The message says in three lines what to do. */
export class TemporalNotFound extends Error {
  constructor(reasons: readonly string[]) {
    super(
      [
        `No Temporal server to start: ${reasons.join('; ')}.`,
        'Put a current Temporal CLI on PATH (https://docs.temporal.io/cli/setup-cli), or Go 1.26 or newer, so that it is built here, and start again;',
        'or set TEMPORAL_ADDRESS=host:port to a Temporal server of your own.',
      ].join('\n'),
    );
    this.name = 'TemporalNotFound';
  }
}

/**
 * PATH, cache, download, build: the first that works. The cache is looked at again under its lock, since another start may have
 * filled it meanwhile. (TEMPORAL_ADDRESS comes before all of these: with it nothing is started.)
 * @throws TemporalNotFound
 */
export async function findTemporal(sources: TemporalSources): Promise<TemporalBinary> {
  const reasons: string[] = [];
  const first =
    (await firstOf([sources.onPath, sources.cached], reasons)) ??
    (await sources.locked(() => firstOf([sources.cached, sources.download, sources.build], reasons)));
  if (first === null) throw new TemporalNotFound([...new Set(reasons)]);
  return first;
}

async function firstOf(ways: readonly TemporalSource[], reasons: string[]): Promise<TemporalBinary | null> {
  for (const way of ways) {
    const found = await way();
    if (typeof found !== 'string') return found;
    reasons.push(found);
  }
  return null;
}
