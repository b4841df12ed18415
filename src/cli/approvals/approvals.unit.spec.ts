import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aRun, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, { url: api?.url ?? '' });

const anApproval = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'a-1',
  dagId: 'weather',
  dagRunId: 'run-1',
  taskId: 'ask',
  mapIndex: -1,
  tryNumber: 1,
  subject: 'Publish?',
  body: null,
  choices: [
    { id: 'approve', label: 'Approve', outcome: 'SUCCESS', follow: null },
    { id: 'reject', label: 'Reject', outcome: 'SKIP', follow: null },
  ],
  multiple: false,
  form: {},
  assignees: [],
  defaults: null,
  deadline: '2026-11-21T09:00:00Z',
  requestedAt: '2026-11-21T08:00:00Z',
  state: 'PENDING',
  chosen: null,
  params: null,
  note: null,
  respondedAt: null,
  respondedBy: null,
  ...fields,
});

describe('approvals list', () => {
  it('shows what waits, of a run where one is named', async () => {
    const filters: unknown[] = [];
    const approvals = ({ filter }: { filter: unknown }) => (filters.push(filter), page([anApproval()]));
    api = await startFixtureApi({ approvals, dagRun: () => aRun() });
    const { code, stdout } = await continuo('approvals', 'list', '--run', 'run-1');
    expect(code).toBe(EXIT.ok);
    expect(stdout.split('\n')[1]).toMatch(/^run-1 +weather +ask +PENDING +Publish\? +approve, reject/);
    await continuo('approvals', 'list', '--state', 'ALL', '--dag', 'weather');
    expect(filters).toEqual([{ dagRunId: 'run-1', state: 'PENDING' }, { dagId: 'weather' }]);
  });

  it('says so when nobody is asked', async () => {
    api = await startFixtureApi({ approvals: () => page([]) });
    expect(await continuo('approvals', 'list')).toMatchObject({
      code: EXIT.ok,
      stdout: '',
      stderr: 'nobody is asked\n',
    });
  });
});

describe('approvals respond', () => {
  const respond = (result: object, inputs: unknown[] = []) =>
    startFixtureApi({
      dagRun: () => aRun(),
      respondToApproval: ({ input }: { input: unknown }) => (inputs.push(input), result),
    });

  it('sends the choices, the form and why', async () => {
    const inputs: unknown[] = [];
    const approval = anApproval({ state: 'ANSWERED', chosen: ['approve'] });
    api = await respond({ __typename: 'ApprovalResponded', approval }, inputs);
    const { code, stdout } = await continuo(
      ...['approvals', 'respond', 'run-1', 'ask', 'approve', '--params', '{"rows": 3}', '--reason', 'checked'],
    );
    expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: 'weather ask: approve\n' });
    expect(inputs).toEqual([
      {
        dagRunId: 'run-1',
        taskId: 'ask',
        mapIndex: -1,
        choices: ['approve'],
        params: { rows: 3 },
        reason: 'checked',
        idempotencyKey: expect.any(String) as string,
      },
    ]);
  });

  it.each([
    [{ __typename: 'Refused', code: 'ILLEGAL_STATE', message: 'ada has answered already' }, 'ada has answered already'],
    [
      { __typename: 'InvalidParams', issues: [{ code: 'BAD_VALUE', path: 'params.rows', message: 'must be integer' }] },
      'params.rows: must be integer',
    ],
  ])('answers 3 for what is refused: %j', async (result, message) => {
    api = await respond(result);
    const { code, stderr } = await continuo('approvals', 'respond', 'run-1', 'ask', 'approve');
    expect(code).toBe(EXIT.refused);
    expect(stderr).toContain(message);
  });
});
