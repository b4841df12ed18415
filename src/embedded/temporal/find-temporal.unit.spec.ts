import { describe, expect, it } from 'vitest';
import { findTemporal, type TemporalBinary, type TemporalSource } from './find-temporal.js';

type Way = 'onPath' | 'cached' | 'download' | 'build';
const binary = (way: Way): TemporalBinary => ({ path: `/${way}/temporal`, server: '1.31.2', source: 'PATH' });

/** Sources of which some work, and what was tried in which order. */
function world(working: readonly Way[]) {
  const tried: string[] = [];
  const way =
    (name: Way): TemporalSource =>
    async () => {
      tried.push(name);
      return working.includes(name) ? binary(name) : `${name} does not work`;
    };
  const sources = {
    onPath: way('onPath'),
    cached: way('cached'),
    download: way('download'),
    build: way('build'),
    locked: async <T>(work: () => Promise<T>): Promise<T> => {
      tried.push('lock');
      return work().finally(() => tried.push('unlock'));
    },
  };
  return { tried, sources };
}

describe('findTemporal', () => {
  it.each<[Way[], Way, string[]]>([
    [['onPath', 'cached', 'download', 'build'], 'onPath', ['onPath']],
    [['cached', 'download', 'build'], 'cached', ['onPath', 'cached']],
    [['download', 'build'], 'download', ['onPath', 'cached', 'lock', 'cached', 'download', 'unlock']],
    [['build'], 'build', ['onPath', 'cached', 'lock', 'cached', 'download', 'build', 'unlock']],
  ])('given that %o work, takes %s', async (working, taken, order) => {
    const { sources, tried } = world(working);
    expect(await findTemporal(sources)).toEqual(binary(taken));
    expect(tried).toEqual(order);
  });

  it('given another start that fills the cache while this one waits for the lock, takes that', async () => {
    const { sources, tried } = world([]);
    let filled = false;
    const cached: TemporalSource = async () => (filled ? binary('cached') : 'empty');
    const locked = async <T>(work: () => Promise<T>): Promise<T> => ((filled = true), work());
    expect(await findTemporal({ ...sources, cached, locked })).toEqual(binary('cached'));
    expect(tried).toEqual(['onPath']);
  });

  it('given that nothing works, says in three lines what to do, with every reason once', async () => {
    const { sources, tried } = world([]);
    const error: Error = await findTemporal(sources).then(
      () => new Error('found'),
      (thrown) => thrown,
    );
    expect(error.name).toBe('TemporalNotFound');
    expect(error.message.split('\n')).toHaveLength(3);
    expect(error.message).toContain(
      'onPath does not work; cached does not work; download does not work; build does not work',
    );
    expect(error.message).toContain('TEMPORAL_ADDRESS');
    expect(tried.at(-1)).toBe('unlock');
  });
});
