import { describe, expect, it } from 'vitest';
import { defineTask, type TaskHandler } from '../../sdk/index.js';
import { runOperator, testContext } from '../../sdk/testing/index.js';
import { shortCircuit } from '../short-circuit/short-circuit.js';
import { branch } from './branch.js';

const handlers: Record<string, TaskHandler> = {
  'rules.pick': defineTask({ run: (_context, args) => (args as { to: string[] }).to }),
  'rules.rows': defineTask({ run: (_context, args) => args }),
};
const lookup = (name: string): TaskHandler | undefined => handlers[name];
const context = () =>
  testContext({
    results: { count: 120, 'extract.orders': { ok: true }, empty: null },
    params: { mode: 'full' },
    map: { file: 'a' },
  });

describe('branch', () => {
  const run = (given: object) => runOperator(branch(lookup), context(), given);

  it('follows what CEL chooses, from results of other tasks, parameters and the map', async () => {
    const chosen = (id: string[]) => ({ value: id, follow: { kind: 'branch', chosen: id } });
    expect(await run({ choose: `xcom.count > 100 ? 'alert' : 'archive'` })).toEqual(chosen(['alert']));
    expect(await run({ choose: `xcom["extract.orders"].ok && params.mode == 'full' ? ['a', 'b'] : null` })).toEqual(
      chosen(['a', 'b']),
    );
    expect(await run({ choose: `xcom.empty == null && map.file == 'a' ? null : 'x'` })).toEqual(chosen([]));
  });

  it('follows what a handler chooses', async () => {
    expect(await run({ handler: 'rules.pick', args: { to: ['c'] } })).toMatchObject({ value: ['c'] });
  });

  it('fails for an id that the DAG does not have', async () => {
    const known = testContext({ members: ['alert'] });
    const some = (choose: string) => runOperator(branch(lookup), known, { choose });
    expect(await some(`'alert'`)).toMatchObject({ value: ['alert'] });
    await expect(some(`['alert', 'gone']`)).rejects.toMatchObject({
      name: 'BadChoice',
      options: { retryable: false },
    });
  });

  it('fails for what is no id, and for CEL that has no value', async () => {
    await expect(run({ choose: '1 + 1' })).rejects.toMatchObject({ name: 'BadChoice' });
    await expect(run({ choose: 'params.gone' })).rejects.toMatchObject({
      name: 'BadCondition',
      options: { retryable: false },
    });
    await expect(run({ choose: 'xcom.unknown' })).rejects.toMatchObject({ name: 'NotFound' });
    await expect(run({ choose: 'xcom[params.mode]' })).rejects.toThrow('write the id of the task');
    await expect(run({ choose: `'a'`, handler: 'x' })).rejects.toThrow('give only one of');
    await expect(run({ choose: `'a'`, args: 1 })).rejects.toThrow('"args" needs "handler"');
  });
});

describe('shortCircuit', () => {
  const run = (given: object) => runOperator(shortCircuit(lookup), context(), given);

  it('goes on when the condition is true, and says how deep it skips otherwise', async () => {
    expect(await run({ when: 'xcom.count > 100' })).toEqual({
      value: true,
      follow: { kind: 'shortCircuit', verdict: true, ignoreDownstreamTriggerRules: true },
    });
    expect(await run({ when: 'xcom.count > 200', ignoreDownstreamTriggerRules: false })).toEqual({
      value: false,
      follow: { kind: 'shortCircuit', verdict: false, ignoreDownstreamTriggerRules: false },
    });
  });

  it('takes what a handler returns for true unless it is empty', async () => {
    for (const [args, verdict] of [
      [[], false],
      [{}, false],
      [0, false],
      ['', false],
      [null, false],
      [[0], true],
      [{ a: 0 }, true],
      ['x', true],
    ] as const) {
      expect(await run({ handler: 'rules.rows', args })).toMatchObject({ value: verdict });
    }
  });

  it('wants true or false of CEL', async () => {
    await expect(run({ when: 'xcom.count' })).rejects.toThrow('xcom.count is 120, not true or false');
  });
});
