import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aDag, aRun, aTask, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, { url: api?.url ?? '' });

const created = (fields = {}): object => ({
  __typename: 'DagRunCreated',
  dagRun: aRun({ state: 'QUEUED', startedAt: null, ...fields }),
});
async function* states(...all: string[]): AsyncGenerator<{ dagRunChanged: object }> {
  for (const state of all) {
    const endedAt = state === 'SUCCESS' || state === 'FAILED' ? '2026-11-21T08:00:31Z' : null;
    yield { dagRunChanged: aRun({ state, endedAt }) };
  }
}

describe('runs trigger', () => {
  it('sends what was said and prints the run', async () => {
    const inputs: unknown[] = [];
    api = await startFixtureApi({ triggerDag: ({ input }: { input: unknown }) => (inputs.push(input), created()) });
    const { code, stdout } = await continuo(
      ...['runs', 'trigger', 'weather', '--conf', '{"days": 3}', '--run-id', 'mine', '--logical-date', 'none'],
      ...['--note', 'hello', '--reason', 'test'],
    );
    expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: 'run-1  weather/manual__1  QUEUED\n' });
    expect(inputs).toEqual([
      {
        dagId: 'weather',
        conf: { days: 3 },
        runId: 'mine',
        logicalDate: null,
        note: 'hello',
        reason: 'test',
        idempotencyKey: expect.any(String) as string,
      },
    ]);
  });

  it('leaves out what was not said: no logical date is another thing than none', async () => {
    const inputs: object[] = [];
    api = await startFixtureApi({ triggerDag: ({ input }: { input: object }) => (inputs.push(input), created()) });
    await continuo('runs', 'trigger', 'weather');
    expect(Object.keys(inputs[0] ?? {}).sort()).toEqual(['dagId', 'idempotencyKey', 'reason']);
  });

  it('reads a logical date without an offset in the zone of the schedule, and leaves nonsense to the API', async () => {
    const inputs: object[] = [];
    api = await startFixtureApi({
      dag: () => aDag({ schedule: { expression: '@daily', timezone: 'America/New_York', summary: 'daily' } }),
      triggerDag: ({ input }: { input: object }) => (inputs.push(input), created()),
    });
    await continuo('runs', 'trigger', 'weather', '--logical-date', '2026-07-01');
    await continuo('runs', 'trigger', 'weather', '--logical-date', '2026-07-01T00:00:00+02:00');
    expect(inputs).toMatchObject([
      { logicalDate: '2026-07-01T04:00:00.000Z' },
      { logicalDate: '2026-07-01T00:00:00+02:00' },
    ]);
  });

  it.each([
    ['SUCCESS', EXIT.ok],
    ['FAILED', EXIT.failed],
  ])('with --wait answers for the end: %s is %i', async (state, exitCode) => {
    api = await startFixtureApi({
      triggerDag: () => created(),
      dagRunChanged: () => states('QUEUED', 'RUNNING', state),
    });
    const { code, stdout, stderr } = await continuo('runs', 'trigger', 'weather', '--wait');
    expect(code).toBe(exitCode);
    expect(stdout).toBe(`run-1  weather/manual__1  ${state}  30.0s\n`);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'weather/manual__1 (run-1) is QUEUED',
      'weather/manual__1 is RUNNING',
      `weather/manual__1 is ${state}`,
    ]);
  });

  it.each([
    [
      { __typename: 'DagNotFound', message: 'no dag "weather" is registered' },
      'no dag "weather" is registered',
      EXIT.refused,
    ],
    [
      { __typename: 'RunAlreadyExists', message: 'run "mine" exists', dagRun: aRun() },
      'run "mine" exists',
      EXIT.refused,
    ],
    [
      { __typename: 'InvalidParams', issues: [{ code: 'BAD_VALUE', path: 'days', message: 'at most 14' }] },
      'days: at most 14',
      EXIT.refused,
    ],
    [{ __typename: 'Refused', code: 'IDEMPOTENCY_CONFLICT', message: 'other input' }, 'other input', EXIT.refused],
    [{ __typename: 'Refused', code: 'UNAVAILABLE', message: 'later' }, 'later', EXIT.unavailable],
  ])('%j is told', async (result, text, exitCode) => {
    api = await startFixtureApi({ triggerDag: () => result });
    expect(await continuo('runs', 'trigger', 'weather')).toEqual({
      code: exitCode,
      stdout: '',
      stderr: `continuo: ${text}\n`,
    });
  });
});

describe('naming a run', () => {
  it('by its id or by <dag>/<run id>, which may hold slashes', async () => {
    const asked: unknown[] = [];
    api = await startFixtureApi({
      dagRun: (args: unknown) => (asked.push(args), aRun()),
      dagRunByKey: (args: unknown) => (asked.push(args), aRun()),
    });
    await continuo('tasks', 'list', 'run-1');
    await continuo('tasks', 'list', 'weather/manual__2026/11');
    expect(asked).toEqual([
      { id: 'run-1' },
      { id: 'run-1' },
      { dagId: 'weather', runId: 'manual__2026/11' },
      { id: 'run-1' },
    ]);
  });

  it('that is not there answers 3', async () => {
    api = await startFixtureApi({ dagRun: () => null, dagRunByKey: () => null });
    for (const command of [
      ['runs', 'show'],
      ['runs', 'watch'],
      ['runs', 'cancel'],
      ['tasks', 'list'],
    ])
      expect(await continuo(...command, 'nothing')).toMatchObject({
        code: EXIT.refused,
        stderr: 'continuo: run "nothing": there is no such thing\n',
      });
  });
});

describe('runs list and show', () => {
  it('lists with the filter', async () => {
    const filters: unknown[] = [];
    api = await startFixtureApi({
      dagRuns: ({ filter }: { filter: unknown }) => (filters.push(filter), page([aRun()])),
    });
    const { stdout } = await continuo(
      'runs',
      'list',
      '--dag',
      'weather',
      '--state',
      'running,failed',
      '--type',
      'manual',
    );
    expect(filters).toEqual([{ dagId: 'weather', states: ['RUNNING', 'FAILED'], types: ['MANUAL'] }]);
    expect(stdout.split('\n')[1]).toBe('run-1  weather  manual__1  RUNNING  2026-11-21T08:00:00Z  59.0s     ada');
  });

  it('shows a run with its tasks', async () => {
    const tasks = page([
      aTask({ state: 'SUCCESS', endedAt: '2026-11-21T08:00:05Z' }),
      aTask({ taskId: 'each', mapIndex: 2 }),
    ]);
    const deadlines = [
      { rule: 'by 06:00', at: '2026-11-21T06:00:00Z', metAt: null, missedAt: '2026-11-21T06:00:00.010Z' },
    ];
    api = await startFixtureApi({
      dagRun: () => aRun({ tasks, deadlines, stateCounts: [{ state: 'SUCCESS', count: 1 }] }),
    });
    const { stdout } = await continuo('runs', 'show', 'run-1');
    expect(stdout).toMatch(/^run +weather\/manual__1$/m);
    expect(stdout).toMatch(/^params +\{"city":"Paris"\}$/m);
    expect(stdout).toMatch(/^deadlines +2026-11-21T06:00:00Z missed \(by 06:00\)$/m);
    expect(stdout).toMatch(/^fetch +SUCCESS +1\/3 +2026-11-21T08:00:02Z +3\.0s +bash$/m);
    expect(stdout).toMatch(/^each\[2\] +RUNNING/m);
    const json = JSON.parse((await continuo('runs', 'show', 'run-1', '--json')).stdout) as { tasks: unknown[] };
    expect(json).toMatchObject({ id: 'run-1', params: { city: 'Paris' } });
    expect(json.tasks).toHaveLength(2);
  });

  it.each([
    [{}, null],
    [{ FAILED: 1 }, '1 FAILED'],
    [{ FAILED: 2, UP_FOR_RETRY: 3 }, '2 FAILED, 3 UP_FOR_RETRY'],
  ])('of messages, shows those that do not get through: %j', async (counts: Record<string, number>, shown) => {
    const notifications = ({ states }: { states: string[] }) =>
      page([], { totalCount: states.reduce((sum, state) => sum + (counts[state] ?? 0), 0) });
    api = await startFixtureApi({ dagRun: () => aRun({ notifications }) });
    const { stdout } = await continuo('runs', 'show', 'run-1');
    const line = stdout.split('\n').find((each) => each.startsWith('notifications')) ?? null;
    expect(line).toBe(shown === null ? null : `notifications  ${shown}: continuo notifications list --run run-1`);
  });

  it('shows a task: why, attempts, rendered fields, XComs', async () => {
    const task = aTask({
      state: 'FAILED',
      attempts: [
        {
          tryNumber: 1,
          attempt: 1,
          outcome: 'FAILED',
          startedAt: '2026-11-21T08:00:02Z',
          endedAt: '2026-11-21T08:00:03Z',
          worker: 'w1',
          codeVersion: null,
          error: { type: 'BashExit', message: 'exit code 7', retryable: true },
        },
      ],
      renderedFields: { command: 'exit 7' },
      xcoms: [{ key: 'return_value', value: [1], sizeBytes: 3, createdAt: '2026-11-21T08:00:03Z' }],
      explanation: { summary: 'failed after 1 try', rule: 'ALL_SUCCESS', upstream: {}, blockedBy: [] },
    });
    api = await startFixtureApi({ dagRun: () => aRun({ task: () => task }) });
    const { code, stdout } = await continuo('tasks', 'show', 'run-1', 'fetch');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^why +failed after 1 try$/m);
    expect(stdout).toMatch(/^1 +1 +FAILED +2026-11-21T08:00:02Z +1\.0s +w1 +BashExit: exit code 7$/m);
    expect(stdout).toContain('command: "exit 7"');
    expect(stdout).toContain('return_value: [1]');
  });
});

describe('tasks explain', () => {
  it('says why in a sentence, and then the facts', async () => {
    const explanation = {
      summary: 'waits for 1 of 2 upstream tasks (b) under the rule all_success',
      ...{ reason: 'UPSTREAM', rule: 'ALL_SUCCESS', upstream: { SUCCESS: 1, RUNNING: 1 }, blockedBy: ['b'] },
      facts: { rule: { name: 'all_success' }, open: [{ taskId: 'b' }] },
    };
    api = await startFixtureApi({ dagRun: () => aRun({ task: () => aTask({ state: 'NONE', explanation }) }) });
    const { code, stdout } = await continuo('tasks', 'explain', 'run-1', 'fetch');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toContain('fetch: waits for 1 of 2 upstream tasks (b) under the rule all_success\n');
    expect(stdout).toMatch(/^upstream +1 success, 1 running$/m);
    expect(stdout).toMatch(/^blocked by +b$/m);
    expect(stdout).toMatch(/^open +\[\{"taskId":"b"\}\]$/m);
  });

  it('a task that is not there is a refusal', async () => {
    api = await startFixtureApi({ dagRun: () => aRun({ task: () => null }) });
    expect(await continuo('tasks', 'explain', 'run-1', 'nothing')).toMatchObject({ code: EXIT.refused });
  });
});

describe('runs cancel', () => {
  it('sets the run FAILED', async () => {
    const inputs: { idempotencyKey: string }[] = [];
    api = await startFixtureApi({
      dagRun: () => aRun(),
      setDagRunState: ({ input }: { input: { idempotencyKey: string } }) => {
        inputs.push(input);
        return { __typename: 'ControlApplied', dagRun: aRun({ state: 'FAILED' }), affected: [aTask()] };
      },
    });
    const { code, stdout } = await continuo('runs', 'cancel', 'run-1', '--reason', 'wrong day');
    expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: 'weather/manual__1 is FAILED; tasks affected: 1\n' });
    expect(inputs).toMatchObject([{ dagRunId: 'run-1', state: 'FAILED', reason: 'wrong day' }]);
  });

  it('asks again with the same key while the run has not taken it up', async () => {
    const keys: string[] = [];
    api = await startFixtureApi({
      dagRun: () => aRun(),
      setDagRunState: ({ input }: { input: { idempotencyKey: string } }) => {
        keys.push(input.idempotencyKey);
        return keys.length < 3
          ? { __typename: 'ControlRefused', code: 'UNAVAILABLE', message: 'not yet' }
          : { __typename: 'ControlApplied', dagRun: aRun({ state: 'FAILED' }), affected: [] };
      },
    });
    expect((await continuo('runs', 'cancel', 'run-1')).code).toBe(EXIT.ok);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('answers 3 for a run that has ended', async () => {
    const refused = { __typename: 'ControlRefused', code: 'ILLEGAL_STATE', message: 'the run has ended' };
    api = await startFixtureApi({ dagRun: () => aRun({ state: 'SUCCESS' }), setDagRunState: () => refused });
    expect(await continuo('runs', 'cancel', 'run-1')).toMatchObject({
      code: EXIT.refused,
      stderr: 'continuo: the run has ended\n',
    });
  });
});
