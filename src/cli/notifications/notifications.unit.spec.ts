import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aRun, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, { url: api?.url ?? '' });

const aNotification = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'n-1',
  dagId: 'weather',
  dagRunId: 'run-1',
  level: 'dag',
  trigger: 'onFailure',
  event: 'RunFailed',
  taskId: null,
  mapIndex: null,
  tryNumber: null,
  type: 'notify.webhook',
  state: 'PENDING',
  tries: 0,
  lastError: null,
  createdAt: '2026-11-21T08:00:00Z',
  nextAt: '2026-11-21T08:00:00Z',
  deliveredAt: null,
  givenUpAt: null,
  ...fields,
});
const ERROR = { type: 'HttpNetwork', message: 'nobody\nlistens', stack: null, retryable: true };

describe('notifications list', () => {
  it('shows how far each message is', async () => {
    const notifications = () =>
      page([
        aNotification({
          state: 'UP_FOR_RETRY',
          tries: 2,
          lastError: ERROR,
          taskId: 'each',
          mapIndex: 3,
          level: 'task',
        }),
        aNotification({
          state: 'DELIVERED',
          tries: 2,
          lastError: ERROR,
          nextAt: null,
          deliveredAt: '2026-11-21T09:00:00Z',
        }),
      ]);
    api = await startFixtureApi({ notifications });
    const { code, stdout } = await continuo('notifications', 'list');
    expect(code).toBe(EXIT.ok);
    const [, again, delivered] = stdout.split('\n');
    expect(again).toMatch(
      /^run-1 +weather +each\[3\] +onFailure +task +notify\.webhook +UP_FOR_RETRY +2 +2026-11-21T08:00:00Z +HttpNetwork: nobody listens$/,
    );
    expect(delivered).toMatch(/^run-1 +weather +onFailure +dag +notify\.webhook +DELIVERED +2 +2026-11-21T09:00:00Z$/);
    const { stdout: json } = await continuo('notifications', 'list', '--json');
    expect(JSON.parse(json)).toMatchObject([{ id: 'n-1', lastError: { type: 'HttpNetwork' } }, { tries: 2 }]);
  });

  it('asks for those of a DAG, of a run, in some states', async () => {
    const filters: unknown[] = [];
    const notifications = ({ filter }: { filter: unknown }) => (filters.push(filter), page([aNotification()]));
    api = await startFixtureApi({ notifications, dagRun: () => aRun(), dagRunByKey: () => aRun() });
    await continuo(
      'notifications',
      'list',
      '--run',
      'weather/manual__1',
      '--state',
      'failed',
      '--state',
      'UP_FOR_RETRY',
    );
    await continuo('notifications', 'list', '--dag', 'weather');
    expect(filters).toEqual([{ dagRunId: 'run-1', states: ['FAILED', 'UP_FOR_RETRY'] }, { dagId: 'weather' }]);
    expect(await continuo('notifications', 'list', '--state', 'lost')).toMatchObject({ code: EXIT.usage });
  });

  it('says so when nobody is told, and when there are more', async () => {
    api = await startFixtureApi({ notifications: () => page([]) });
    expect(await continuo('notifications', 'list')).toMatchObject({ stdout: '', stderr: 'nobody is told\n' });
    await api.stop();
    const pageInfo = { hasNextPage: true, endCursor: 'c' };
    api = await startFixtureApi({ notifications: () => page([aNotification()], { pageInfo }) });
    const { stderr } = await continuo('notifications', 'list', '--limit', '1');
    expect(stderr).toBe('there are more than 1: narrow the list, or raise --limit\n');
  });
});
