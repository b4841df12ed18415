import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { actor, aRun, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';
import { eventLine } from './event-line.js';
import type { RecordedEvent } from './events.operations.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());

const event = (position: number, fields: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: `s:${position}`,
  position: String(position),
  stream: 'run-run-1',
  version: position,
  type: 'TaskSucceeded',
  occurredAt: '2026-11-21T08:00:00.123Z',
  recordedAt: '2026-11-21T08:00:00.125Z',
  actor,
  reason: null,
  dagId: 'weather',
  dagRunId: 'run-1',
  taskId: 'fetch',
  mapIndex: -1,
  correlationId: null,
  causationId: null,
  payload: {},
  hash: 'ab',
  previousHash: null,
  ...fields,
});

describe('eventLine', () => {
  it('says when, what, about which thing, by whom and why', () => {
    expect(eventLine(event(1, { reason: 'test', mapIndex: 4 }))).toBe(
      '2026-11-21T08:00:00Z  TaskSucceeded  weather run-1 fetch[4]  by ada: test',
    );
    expect(
      eventLine(event(1, { dagId: null, dagRunId: null, taskId: null, stream: 'access-t1', type: 'TokenCreated' })),
    ).toBe('2026-11-21T08:00:00Z  TokenCreated  access-t1  by ada');
  });
});

describe('events', () => {
  it('shows the latest, oldest of them first, with the filter', async () => {
    const filters: unknown[] = [];
    api = await startFixtureApi({
      dagRunByKey: () => aRun(),
      events: ({ filter }: { filter: unknown }) => (
        filters.push(filter),
        page([{ ...event(2, { type: 'B' }) }, { ...event(1, { type: 'A' }) }])
      ),
    });
    const args = [
      'events',
      '--run',
      'weather/manual__1',
      '--type',
      'A,B',
      '--actor',
      'u1',
      '--from',
      '2026-11-21T00:00:00Z',
    ];
    const { code, stdout } = await runCommand(args, { url: api.url });
    expect(code).toBe(EXIT.ok);
    expect(stdout.split('\n').map((line) => line.split('  ')[1])).toEqual(['A', 'B', undefined]);
    expect(filters).toEqual([{ types: ['A', 'B'], actorId: 'u1', dagRunId: 'run-1', from: '2026-11-21T00:00:00Z' }]);
  });

  it('follows behind the last position, also behind a lost connection', async () => {
    const asked: string[] = [];
    const recorded = async function* ({ after }: { after: string }): AsyncGenerator<object> {
      asked.push(after);
      const next = Number(after) + 1;
      yield { eventRecorded: event(next, { type: `T${next}` }) };
      if (next === 4) throw new Error('enough');
      api?.closeSockets(1012);
      await new Promise(() => undefined);
    };
    api = await startFixtureApi({ events: () => page([{ ...event(2, { type: 'T2' }) }]), eventRecorded: recorded });
    const { code, stdout } = await runCommand(['events', '--follow', '--json'], { url: api.url });
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as RecordedEvent).type);
    expect(types).toEqual(['T2', 'T3', 'T4']);
    expect(asked).toEqual(['2', '3']);
    expect(code).toBe(EXIT.failed);
  });
});
