import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aDag, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, { url: api?.url ?? '' });

const nextAt = (id: string, runAfter: string | null) =>
  aDag({ id, nextRun: runAfter === null ? null : { logicalDate: null, dataInterval: null, runAfter } });

describe('schedule next', () => {
  it('lists the earliest first, says of those without a next run why, and leaves out what has no schedule', async () => {
    const paused = { reason: 'PAUSED', summary: 'it is paused', facts: {} };
    const dags = [
      nextAt('late', '2026-11-23T02:00:00Z'),
      { ...nextAt('still', null), scheduleExplanation: paused },
      nextAt('early', '2026-11-22T02:00:00Z'),
      { ...nextAt('manual', null), schedule: null },
    ];
    api = await startFixtureApi({ dags: () => page(dags) });
    const { code, stdout } = await continuo('schedule', 'next');
    expect(code).toBe(EXIT.ok);
    const [, ...lines] = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['early', 'late', 'still']);
    expect(lines[2]).toContain('it is paused');
  });

  it('with a limit lists the earliest of all', async () => {
    api = await startFixtureApi({
      dags: () => page([nextAt('late', '2026-11-23T02:00:00Z'), nextAt('early', '2026-11-22T02:00:00Z')]),
    });
    const { stdout, stderr } = await continuo('schedule', 'next', '--limit', '1');
    expect(stdout).toContain('early');
    expect(stdout).not.toContain('late');
    expect(stdout + stderr).toContain('there are more than 1');
  });
});

describe('schedule explain', () => {
  it('says why there is no run now, and what that rests on', async () => {
    api = await startFixtureApi({ dag: () => aDag() });
    const { code, stdout } = await continuo('schedule', 'explain', 'weather');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^weather: the run of .* is not due before/);
    expect(stdout).toMatch(/reason +NOT_DUE/);
    expect(stdout).not.toContain('null');
  });

  it('tells of a DAG that is not there', async () => {
    api = await startFixtureApi({ dag: () => null });
    expect((await continuo('schedule', 'explain', 'gone')).code).toBe(EXIT.refused);
  });
});

describe('schedule preview', () => {
  const run = { logicalDate: '2026-11-21T00:00:00Z', dataInterval: null, runAfter: '2026-11-22T00:00:00Z' };

  it('takes words, presets and objects', async () => {
    const asked: unknown[] = [];
    const previewSchedule = (args: unknown) => {
      asked.push(args);
      return { __typename: 'ScheduleRuns', runs: [run] };
    };
    api = await startFixtureApi({ previewSchedule });
    const { stdout } = await continuo('schedule', 'preview', '@daily', '--count', '1');
    expect(stdout).toContain('2026-11-22');
    await continuo('schedule', 'preview', '{"every": "6h"}', '--after', '2026-01-01');
    const inOslo = { cron: '@daily', timezone: 'Europe/Oslo' };
    await continuo('schedule', 'preview', JSON.stringify(inOslo), '--after', '2026-07-01 06:00');
    expect(asked).toMatchObject([
      { schedule: '@daily', count: 1 },
      { schedule: { every: '6h' }, count: 5, after: '2026-01-01T00:00:00.000Z' },
      { schedule: inOslo, after: '2026-07-01T04:00:00.000Z' },
    ]);
  });

  it('says what is wrong with a schedule', async () => {
    const previewSchedule = () => ({ __typename: 'InvalidSchedule', message: 'no such hour' });
    api = await startFixtureApi({ previewSchedule });
    const { code, stderr } = await continuo('schedule', 'preview', '0 25 * * *');
    expect([code, stderr]).toEqual([EXIT.refused, expect.stringContaining('no such hour') as string]);
  });
});
