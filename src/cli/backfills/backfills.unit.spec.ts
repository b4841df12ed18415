import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aDag, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, { url: api?.url ?? '' });

const aBackfill = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...{
    id: 'b-1',
    dagId: 'weather',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-30T00:00:00.000Z',
    state: 'RUNNING',
  },
  ...{
    maxActiveRuns: 10,
    reprocess: 'NONE',
    runBackwards: false,
    onLatestVersion: false,
    conf: {},
    reason: 'late data',
  },
  ...{ total: 29, finished: 12, failed: 1, pending: 7, skippedCount: 1, dryRun: false, waits: null },
  ...{ createdAt: '2026-11-21T08:00:00.000Z', createdBy: { kind: 'USER', id: 'u', name: 'ann' }, endedAt: null },
  skipped: [{ logicalDate: '2026-01-05T00:00:00.000Z', reason: 'already exists' }],
  planned: [
    {
      ...{ ordinal: 1, logicalDate: '2026-01-01T00:00:00.000Z', action: 'CREATE' },
      dataInterval: { start: '2026-01-01T00:00:00.000Z', end: '2026-01-02T00:00:00.000Z' },
    },
  ],
  ...fields,
});
const created = (fields?: Record<string, unknown>) => ({ __typename: 'BackfillCreated', backfill: aBackfill(fields) });
async function* changes(...backfills: object[]): AsyncGenerator<object> {
  for (const backfillChanged of backfills) yield { backfillChanged };
}

describe('backfill create', () => {
  it('sends the range and all options; a time without an offset is one of the zone of the schedule', async () => {
    const inputs: object[] = [];
    api = await startFixtureApi({
      dag: () => aDag({ schedule: { expression: '@daily', timezone: 'Europe/Paris', summary: 'daily' } }),
      createBackfill: ({ input }: { input: object }) => (inputs.push(input), created()),
    });
    const { code, stdout } = await continuo(
      ...['backfill', 'create', 'weather', '--from', '2026-01-01', '--to', '2026-01-30T06:00:00Z', '--backwards'],
      ...['--max-active-runs', '3', '--reprocess', 'failed', '--conf', '{"city":"Oslo"}', '--reason', 'late data'],
    );
    expect(code).toBe(EXIT.ok);
    expect(inputs).toMatchObject([
      {
        ...{ dagId: 'weather', from: '2025-12-31T23:00:00.000Z', to: '2026-01-30T06:00:00Z', maxActiveRuns: 3 },
        ...{ reprocess: 'FAILED', runBackwards: true, conf: { city: 'Oslo' }, dryRun: false, reason: 'late data' },
      },
    ]);
    expect(stdout).toMatch(/progress +12 of 29 runs, 1 failed, 1 skipped\n/);
    expect(stdout).toContain('  2026-01-05T00:00:00Z  skipped: already exists\n');
    expect(stdout).not.toContain('create\n');
  });

  it('a dry run shows every date that would become a run', async () => {
    api = await startFixtureApi({ createBackfill: () => created({ dryRun: true, total: 1, id: 'dry-run' }) });
    const { stdout } = await continuo(
      ...['backfill', 'create', 'weather', '--from', '2026-01-01', '--to', '2026-01-30', '--dry-run'],
    );
    expect(stdout).toMatch(/backfill +dry run: nothing is stored\n/);
    expect(stdout).toMatch(/progress +1 run to make\n/);
    expect(stdout).toContain('  2026-01-01T00:00:00Z  create\n');
  });

  it('a refusal is told with its code', async () => {
    const message = 'dag "weather" has the active backfill b-0';
    api = await startFixtureApi({
      createBackfill: () => ({ __typename: 'BackfillRefused', code: 'CONFLICT', message }),
    });
    const { code, stderr } = await continuo(
      ...['backfill', 'create', 'weather', '--from', '2026-01-01', '--to', '2026-01-30'],
    );
    expect(code).toBe(EXIT.refused);
    expect(stderr).toContain(message);
  });

  it.each([
    [['--from', '2026-01-01']],
    [['--from', '2026-01-01', '--to', '2026-01-02', '--reprocess', 'some']],
    [['--from', '2026-01-01', '--to', '2026-01-02', '--max-active-runs', '0']],
  ])('%o is no command', async (args) => {
    api = await startFixtureApi({});
    expect((await continuo('backfill', 'create', 'weather', ...args)).code).toBe(EXIT.usage);
    expect(api.requests).toEqual([]);
  });
});

describe('backfill list and show', () => {
  it('lists those of a DAG in some states', async () => {
    const asked: unknown[] = [];
    api = await startFixtureApi({ backfills: (args: object) => (asked.push(args), page([aBackfill()])) });
    const { stdout } = await continuo('backfill', 'list', '--dag', 'weather', '--state', 'running,paused');
    expect(asked).toMatchObject([{ dagId: 'weather', states: ['RUNNING', 'PAUSED'] }]);
    expect(stdout).toMatch(
      /b-1 +weather +2026-01-01T00:00:00Z +2026-01-30T00:00:00Z +RUNNING +12 of 29 runs, 1 failed/,
    );
  });

  it('an unknown one is not found', async () => {
    api = await startFixtureApi({ backfill: () => null });
    expect((await continuo('backfill', 'show', 'b-9')).code).toBe(EXIT.refused);
  });
});

describe('backfill watch', () => {
  it.each([
    [0, EXIT.ok],
    [2, EXIT.failed],
  ])('tells each change until it ends: with %i failed runs it answers %i', async (failed, expected) => {
    const end = aBackfill({ state: 'COMPLETED', endedAt: '2026-11-21T09:00:00.000Z', finished: 29, failed });
    api = await startFixtureApi({ backfillChanged: () => changes(aBackfill({ failed: 0 }), end) });
    const { code, stdout } = await continuo('backfill', 'watch', 'b-1');
    expect(code).toBe(expected);
    expect(stdout.split('\n')).toMatchObject([
      'RUNNING  12 of 29 runs, 1 skipped',
      expect.stringMatching(/^COMPLETED {2}29 of 29 runs/),
      '',
    ]);
  });
});

describe('a backfill that waits', () => {
  const waits = 'the DAG "weather" is paused: its runs begin when it is unpaused';

  it('says so in show and in watch', async () => {
    const end = aBackfill({ state: 'CANCELLED', endedAt: '2026-11-21T09:00:00.000Z' });
    api = await startFixtureApi({
      backfill: () => aBackfill({ waits }),
      backfillChanged: () => changes(aBackfill({ waits }), end),
    });
    const [shown, watched] = [await continuo('backfill', 'show', 'b-1'), await continuo('backfill', 'watch', 'b-1')];
    expect(shown.stdout).toContain(waits);
    expect(watched.stdout.split('\n')[0]).toBe(`RUNNING  12 of 29 runs, 1 failed, 1 skipped; waits: ${waits}`);
  });
});

describe('backfill pause, resume and cancel', () => {
  it.each([
    ['pause', 'pauseBackfill', 'PAUSED'],
    ['resume', 'resumeBackfill', 'RUNNING'],
    ['cancel', 'cancelBackfill', 'CANCELLED'],
  ])('%s', async (command, mutation, state) => {
    const asked: unknown[] = [];
    api = await startFixtureApi({
      [mutation]: (args: object) => (
        asked.push(args),
        { __typename: 'BackfillChanged', backfill: aBackfill({ state }) }
      ),
    });
    const { code, stdout } = await continuo('backfill', command, 'b-1', '--reason', 'why');
    expect([code, asked]).toMatchObject([EXIT.ok, [{ id: 'b-1', reason: 'why' }]]);
    expect(stdout).toContain(`b-1  ${state}`);
  });

  it('what has ended stays so', async () => {
    const refused = {
      __typename: 'Refused',
      code: 'ILLEGAL_STATE',
      message: 'the backfill has ended: it is COMPLETED',
    };
    api = await startFixtureApi({ cancelBackfill: () => refused });
    expect(await continuo('backfill', 'cancel', 'b-1')).toMatchObject({ code: EXIT.refused });
  });
});
