import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../../src/domain/runs/instances.js';
import { obligations } from '../../../src/domain/runs/obligations.js';
import type { Follow, Outcome } from '../../../src/domain/runs/outcome.js';
import type { RunInput } from '../../../src/domain/runs/run-inputs.js';
import { isEnded } from '../../../src/domain/runs/task-state.js';
import type { TriggerRule } from '../../../src/domain/runs/trigger-rule.js';
import { planOf, Scenario } from '../../support/run-builder.js';
import { type Choice, Oracle } from './oracle.js';
import { randomRun, type RandomRun, type RandomTask } from './random-run.js';

const CASES = Number(process.env['CONTINUO_CASES'] ?? 20_000);
const SEED = Number(process.env['CONTINUO_SEED'] ?? Date.now() % 2 ** 31);
const STEPS = 400;

function scenarioOf({ tasks }: RandomRun): Scenario {
  const sketch = tasks.map(({ id, upstream, rule, empty, retries, setup, teardown, mapped, conditional }) => [
    id,
    {
      ...{ upstream: [...upstream], rule: rule as TriggerRule, empty, retries },
      ...(setup ? { setup } : {}),
      ...(teardown === null ? {} : { teardown: { ...teardown, setups: [...teardown.setups] } }),
      ...(mapped === null ? {} : { mapped: { by: mapped.by, inputs: [...mapped.inputs] } }),
      ...(conditional.length === 0 ? {} : { conditional: [...conditional] }),
    },
  ]);
  return new Scenario(planOf(Object.fromEntries(sketch)));
}

const followOf = (choice: Choice, tasks: readonly RandomTask[]): Follow =>
  'chosen' in choice
    ? { kind: 'branch', chosen: choice.chosen.filter((id) => tasks.some((task) => task.id === id)) }
    : { kind: 'shortCircuit', verdict: false, ignoreDownstreamTriggerRules: choice.closes === 'all' };

const error = { type: 'Boom', message: 'm', retryable: true };

/** One open thing comes to its end, here and in the oracle. */
type Happening = { input: RunInput; tell(oracle: Oracle): void };

function happenings(random: RandomRun, run: Scenario): Happening[] {
  const { dispatch, evaluate } = obligations(run.index, run.state, run.now);
  const ends = dispatch.map((ticket): Happening => {
    const task = random.tasks.find(({ id }) => id === ticket.taskId);
    if (task === undefined) throw new Error(ticket.taskId);
    const { taskId, mapIndex, tryNumber } = ticket;
    const end = task.ends[Math.max(0, mapIndex) % task.ends.length] ?? 'success';
    const again = end !== 'skipped' && tryNumber <= task.retries;
    const outcome = outcomeOf(again ? 'failed' : end, task, random.tasks);
    const fact = { taskId, mapIndex, tryNumber, outcome, cause: null, waitingSince: null };
    return {
      input: { kind: 'outcome', fact },
      tell: (oracle) => (again ? undefined : oracle.end(taskId, mapIndex, end, task.choice)),
    };
  });
  const answers = evaluate.map((asked): Happening => {
    if (asked.kind === 'map') {
      const length = random.lengths[asked.by] ?? 0;
      return {
        input: { kind: 'evaluated', answer: { asked, length } },
        tell: (oracle) => oracle.expand(asked.by, length),
      };
    }
    const upstream = asked.kind === 'edge' ? asked.upstream : '';
    const holds = random.holds[`${asked.taskId}<${upstream}`] ?? true;
    return {
      input: { kind: 'evaluated', answer: { asked, holds } },
      tell: (oracle) => oracle.condition(asked.taskId, upstream, holds),
    };
  });
  return [...ends, ...answers];
}

function outcomeOf(end: RandomTask['ends'][number], { choice }: RandomTask, tasks: readonly RandomTask[]): Outcome {
  if (end === 'failed') return { kind: 'FAILED', error };
  if (end === 'skipped') return { kind: 'SKIPPED', reason: 'said so' };
  return choice === null ? { kind: 'SUCCESS' } : { kind: 'SUCCESS', follow: followOf(choice, tasks) };
}

const ACTIVE = ['queued', 'up_for_retry', 'up_for_reschedule'];
const statesOf = (run: Scenario): [string, string[]][] =>
  run.index.plan.tasks.map(({ id }, i) => [
    id,
    entriesOf(run.state, i).map(({ state }) => (ACTIVE.includes(state) ? 'running' : state)),
  ]);

/** The case in few words, for whoever reads a failure. */
const told = ({ tasks, lengths, holds, picks }: RandomRun): string =>
  [
    ...tasks.map(({ id, upstream, ...task }) => `${id} <- ${upstream.join(',')} ${JSON.stringify(task)}`),
    JSON.stringify({ lengths, holds, picks }),
  ].join('\n');

/** Plays the run to its end, and compares every state after every turn. */
function compare(random: RandomRun): void {
  const run = scenarioOf(random);
  const oracle = new Oracle(random.tasks);
  const check = (): void => {
    oracle.settle();
    const [is, shall] = [statesOf(run), [...oracle.states]];
    // comparing texts is quick, and twenty thousand runs make many turns
    if (JSON.stringify(is) !== JSON.stringify(shall)) expect(is, told(random)).toEqual(shall);
    const waits = obligations(run.index, run.state, run.now).evaluate.length > 0;
    const phase = oracle.verdict(waits) ?? 'running';
    if (run.state.phase !== phase) expect(run.state.phase, told(random)).toBe(phase);
  };
  run.when();
  check();
  for (let step = 0; !isEnded(run.state.phase); step += 1) {
    if (step >= STEPS) throw new Error(`does not end:\n${told(random)}`);
    const open = happenings(random, run);
    const { at, together } = random.picks[step % random.picks.length] ?? { at: 0, together: 1 };
    const now =
      open.length === 0
        ? []
        : [...new Set(Array.from({ length: together }, (_, k) => open[(at + k * 7) % open.length]))];
    if (now.length === 0) run.after(86_400_000);
    run.when(...now.flatMap((one) => (one === undefined ? [] : [one.input])));
    for (const one of now) one?.tell(oracle);
    check();
  }
}

describe('a random run', () => {
  it(`propagates as the documentation says, in ${CASES} cases`, { timeout: 300_000 }, () => {
    console.log(`random runs: CONTINUO_SEED=${SEED}`);
    fc.assert(fc.property(randomRun, compare), { numRuns: CASES, seed: SEED });
  });
});

const task = (id: string, upstream: string[], more: Partial<RandomTask> = {}): RandomTask => ({
  ...{ id, upstream, rule: 'all_success', empty: true, setup: false, teardown: null, mapped: null, conditional: [] },
  ...{ retries: 0, ends: ['success'], choice: null },
  ...more,
});
const group = { by: 'group', inputs: ['t0'] };
const run = (tasks: RandomTask[], more: Partial<RandomRun> = {}): RandomRun => ({
  tasks,
  lengths: { group: 1 },
  holds: {},
  picks: [{ at: 0, together: 1 }],
  ...more,
});

describe('runs that random ones have found', () => {
  it.each<[string, RandomRun]>([
    [
      'a task is looked at when a setup that is not directly above it has ended',
      run(
        [
          task('t2', [], { empty: false, setup: true, retries: 1 }),
          task('t3', []),
          task('t4', ['t2', 't3'], { conditional: ['t2'] }),
          task('t5', ['t3', 't4'], { conditional: ['t3'] }),
        ],
        { holds: { 't4<t2': false, 't5<t3': false } },
      ),
    ],
    [
      'a member of a mapped group is looked at when what the group is mapped over has failed',
      run([
        task('t0', [], { empty: false, ends: ['failed'] }),
        task('t1', ['t0'], { mapped: group }),
        task('t2', ['t1'], { rule: 'all_skipped', mapped: group }),
      ]),
    ],
    [
      'what a short circuit has skipped stays skipped when the items of its group are known',
      run(
        [
          task('t0', []),
          task('t2', [], { empty: false, choice: { closes: 'all' } }),
          task('t3', ['t2'], { conditional: ['t2'] }),
          task('t4', ['t0'], { mapped: group }),
          task('t5', ['t0', 't3'], { rule: 'all_done', mapped: group }),
        ],
        { holds: { 't3<t2': false } },
      ),
    ],
  ])('%s', (_what, random) => {
    expect(() => compare(random)).not.toThrow();
  });
});
