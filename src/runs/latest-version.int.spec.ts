import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askControl, statesIn as states } from '../../test/support/control-mutations.js';
import { type Operations, operationsOf, spec } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

const MOVED = `__typename ... on ControlApplied { dagRun { id state version { number } tasks { nodes { taskId state } } }
  affected { taskId mapIndex state maxTries operator attempts { attempt } log { lines { number } } explanation { summary } }
  versionChanges { taskId mapIndex change } } ... on ControlRefused { code message }`;
interface Result {
  __typename: string;
  dagRun: { state: string; version: { number: number }; tasks: { nodes: { taskId: string; state: string }[] } };
  affected: { taskId: string; state: string }[];
}
const ask = (name: 'clearTasks' | 'setDagRunState', input: object): Promise<Result> =>
  askControl(service, name, input, MOVED);
const setRun = (dagRunId: string, state: string): Promise<Result> => ask('setDagRunState', { dagRunId, state });
const headOf = async (id: string): Promise<unknown> =>
  (await api.rows('select head, last_control, version_number from dag_runs where id = $1', [id]))[0];

describe('a clear on the latest version', () => {
  const change = (taskId: string, what: string) => ({ taskId, mapIndex: -1, change: what });
  const namesAffected = ({ affected }: Result): string[] => affected.map(({ taskId }) => taskId);

  it('moves the run: what is no more is REMOVED, what is new is there, and the stream says so', async () => {
    await api.register({ spec: spec('moved', { paused: true }) });
    const { id } = await api.run({ dagId: 'moved' });
    await setRun(id, 'SUCCESS');
    const tasks = {
      fetch: { type: 'bash', with: { command: 'echo 2' }, displayName: 'Fetch anew' },
      report: { type: 'empty', upstream: ['fetch'] },
    };
    await api.register({ spec: spec('moved', { paused: true, tasks }) });
    const input = { dagRunId: id, taskIds: ['fetch'], onLatestVersion: true };
    const before = await headOf(id);
    const dry = await ask('clearTasks', { ...input, dryRun: true });
    expect(dry.affected).toMatchObject([
      { taskId: 'fetch', state: 'SUCCESS' },
      { taskId: 'load', state: 'SUCCESS' },
      { taskId: 'report', state: 'NONE', operator: 'empty', maxTries: 3, attempts: [], log: { lines: [] } },
    ]);
    expect(dry.affected[2]).toMatchObject({
      explanation: { summary: 'not part of the run yet: the latest version adds it' },
    });
    expect(await headOf(id)).toEqual(before);
    const answer = await ask('clearTasks', { ...input, idempotencyKey: 'moves' });
    expect(answer).toMatchObject({ versionChanges: [change('load', 'REMOVED'), change('report', 'ADDED')] });
    expect(namesAffected(dry).sort()).toEqual(namesAffected(answer).sort());
    expect(await ask('clearTasks', { ...input, idempotencyKey: 'moves' })).toEqual(answer);
    expect(dry).toMatchObject({ versionChanges: [change('load', 'REMOVED'), change('report', 'ADDED')] });
    expect(answer.dagRun).toMatchObject({ state: 'QUEUED', version: { number: 2 } });
    expect(states(answer)).toEqual({ fetch: 'NONE', report: 'NONE', load: 'REMOVED' });
    expect(
      await api.rows(`select payload from events where stream = $1 and type = 'RunMovedToVersion'`, [`run-${id}`]),
    ).toEqual([{ payload: { from: 1, to: 2 } }]);
    await api.register({ spec: spec('moved', { paused: true }) });
    await setRun(id, 'SUCCESS');
    const back = await ask('clearTasks', { ...input, taskIds: ['fetch'] });
    expect(states(back)).toEqual({ fetch: 'NONE', load: 'NONE', report: 'REMOVED' });
  });

  it('is refused, and nothing is moved, where that version has no such task', async () => {
    await api.register({ spec: spec('unmoved', { paused: true }) });
    const { id } = await api.run({ dagId: 'unmoved' });
    await api.register({ spec: spec('unmoved', { paused: true, tasks: { other: { type: 'empty' } } }) });
    const input = { dagRunId: id, taskIds: ['load'], onLatestVersion: true };
    expect(await ask('clearTasks', input)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await headOf(id)).toMatchObject({ version_number: 1 });
  });
});
