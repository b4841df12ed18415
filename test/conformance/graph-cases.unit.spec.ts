import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oneTask } from '../../src/domain/runs/controls/control-request.js';
import { countSetups, countUpstream } from '../../src/domain/runs/count-upstream.js';
import { fold } from '../../src/domain/runs/evolve.js';
import { isPassedOver } from '../../src/domain/runs/follow.js';
import { judgeInstance } from '../../src/domain/runs/judge-instance.js';
import type { PlanIndex } from '../../src/domain/runs/plan-index.js';
import { initialState, type RunState } from '../../src/domain/runs/run-state.js';
import { judgeSetups } from '../../src/domain/runs/setup-constraint.js';
import type { TaskState } from '../../src/domain/runs/task-state.js';
import { evaluateTriggerRule, type TriggerRule } from '../../src/domain/runs/trigger-rule.js';
import { TurnDraft } from '../../src/domain/runs/turn-draft.js';
import { control, ended, failed, mappedOver, planOf, Scenario, succeeded } from '../support/run-builder.js';

/** The groups of the case tables that are written as graphs: the graph by hand, what is expected from the table. */
interface Judged {
  passed: boolean;
  state: TaskState | null;
  failing?: string[];
  why?: string;
}
interface Tables {
  scenario_cases: { id: string; expect?: Record<string, Judged>; steps?: { ran: string[]; schedulable: string[] }[] }[];
  previously_skipped_cases: { cases: { id: string; met: boolean; state: TaskState | null }[] };
  run_state_cases: { cases: { id: string; run: string }[] };
}
const tables = JSON.parse(readFileSync('test/conformance/cases/task-dependencies.json', 'utf8')) as Tables;

const expected = <Case extends { id: string }>(cases: readonly Case[], id: string): Case => {
  const found = cases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
};

/** A run under way whose tasks have these states; the others have none. */
function given(index: PlanIndex, states: Record<string, TaskState>, more: Partial<RunState> = {}): TurnDraft {
  const state = initialState(index);
  const tasks = state.tasks.map((entry, i) => ({ ...entry, state: states[index.plan.tasks[i]?.id ?? ''] ?? 'none' }));
  return new TurnDraft(index, { ...state, phase: 'running', ...more, tasks }, 0);
}

const WRITES: Record<string, TaskState> = {
  TaskSkipped: 'skipped',
  TaskUpstreamFailed: 'upstream_failed',
  TaskRemoved: 'removed',
};

/** What the decider says of a task, in the words of the tables. */
function judge(draft: TurnDraft, taskId: string) {
  const at = { position: draft.index.position.get(taskId) ?? -1, mapIndex: -1 };
  const verdict = judgeInstance(draft, at);
  const state = verdict.kind === 'writes' ? (WRITES[verdict.event.type] ?? null) : null;
  return { passed: verdict.kind === 'ready', state, failing: stagesFailing(draft, at) };
}

/** The stages that do not pass; the first that writes a state is the last that is looked at. */
function stagesFailing({ index, state }: TurnDraft, at: { position: number; mapIndex: number }): string[] {
  const setups = judgeSetups(countSetups(index, state, at), null);
  if (setups.writes !== null) return ['setup_constraint'];
  const { rule } = index.plan.tasks[at.position] ?? { rule: 'all_success' as TriggerRule };
  const { passed } = evaluateTriggerRule(rule, countUpstream(index, state, at), null);
  return [...(setups.passed ? [] : ['setup_constraint']), ...(passed ? [] : ['trigger_rule'])];
}

const nonSuccess = ({ index, state }: TurnDraft, taskId: string): number => {
  const counts = countUpstream(index, state, { position: index.position.get(taskId) ?? -1, mapIndex: -1 });
  return counts.upstream - counts.success;
};

describe('scenario_cases', () => {
  const wanted = (id: string, taskId: string): Judged => {
    const one = expected(tables.scenario_cases, id).expect?.[taskId];
    if (one === undefined) throw new Error(`${id} says nothing of ${taskId}`);
    return one;
  };

  it('setup_fail_fast/None', () => {
    const draft = given(planOf({ s1: { setup: true }, s2: { setup: true }, w1: ['s1', 's2'], w2: ['w1'] }), {});
    expect(judge(draft, 'w1')).toEqual(wanted('setup_fail_fast/None', 'w1'));
    expect(judge(draft, 'w2')).toEqual(wanted('setup_fail_fast/None', 'w2'));
  });

  it('setup_chain/skipped', () => {
    const draft = given(planOf({ t1: { setup: true }, t2: ['t1'], t3: ['t2'] }), { t1: 'skipped' });
    expect(judge(draft, 't2')).toEqual(wanted('setup_chain/skipped', 't2'));
    expect(judge(draft, 't3')).toEqual(wanted('setup_chain/skipped', 't3'));
  });

  const inGroup = (upstream: string[], inputs: string[], more: object = {}) => ({
    ...{ upstream, group: 'tg', mapped: { by: 'tg', inputs } },
    ...more,
  });
  const notExpanded = () =>
    given(planOf({ t: [], 'tg.t2': inGroup(['t'], ['t']), 'tg.t3': inGroup(['tg.t2'], ['t']) }), {});
  const setupsAbove = () =>
    given(
      planOf({
        t1: { setup: true },
        t2: { upstream: ['t1'], setup: true, mapped: { by: 't2', inputs: ['t1'] } },
        'tg.t3': inGroup(['t2'], [], { setup: true, rule: 'all_done' }),
      }),
      { t1: 'skipped', t2: 'success' },
    );

  it('mapped_group_not_expanded/True', () => {
    const draft = notExpanded();
    const { passed, state, why } = wanted('mapped_group_not_expanded/True', 'tg.t3[-1]');
    expect(judge(draft, 'tg.t3')).toMatchObject({ passed, state });
    expect(`non_success=${nonSuccess(draft, 'tg.t3')}`).toBe(why);
  });

  it('mapped_group_upstream_skipped_unexpanded/True', () => {
    const sketch = {
      t1: [],
      t2: { upstream: ['t1'], mapped: { by: 't2', inputs: ['t1'] } },
      'tg.t3': inGroup(['t2'], []),
    };
    const draft = given(planOf(sketch), { t2: 'skipped' });
    const { passed, state, why } = wanted('mapped_group_upstream_skipped_unexpanded/True', 'tg.t3[-1]');
    expect(judge(draft, 'tg.t3')).toMatchObject({ passed, state });
    expect(`non_success=${nonSuccess(draft, 'tg.t3')}`).toBe(why);
  });

  it('mapped_setup_upstream_skipped_unexpanded/True', () => {
    const { passed, state, why } = wanted('mapped_setup_upstream_skipped_unexpanded/True', 'tg.t3[-1]');
    expect(judge(setupsAbove(), 'tg.t3')).toEqual({ passed, state, failing: [why] });
  });

  /** A pass that may not write a state: here every verdict is only a word until a turn records it. */
  it.each([
    ['mapped_group_not_expanded/False', notExpanded],
    ['mapped_setup_upstream_skipped_unexpanded/False', setupsAbove],
  ])('%s', (id, draftOf) => {
    const draft = draftOf();
    const { passed, state, why } = wanted(id, 'tg.t3[-1]');
    const judged = judge(draft, 'tg.t3');
    expect(judged.passed).toBe(passed);
    expect(why === 'setup_constraint' ? judged.failing : [`non_success=${nonSuccess(draft, 'tg.t3')}`]).toEqual([why]);
    const position = draft.index.position.get('tg.t3') ?? -1;
    expect(draft.entry({ position, mapIndex: -1 }).state).toBe(state ?? 'none');
    expect(draft.events).toEqual([]);
  });

  it('mapped_group_empty', () => {
    const run = new Scenario(
      planOf({ 'tg.t1': inGroup([], []), 'tg.t2': inGroup(['tg.t1'], []), t3: ['tg.t1', 'tg.t2'] }),
    );
    run.when();
    run.when(mappedOver('tg', 0));
    const schedulable = run.stream.filter((event) => event.type === 'TaskQueued');
    expect([{ ran: [], schedulable }]).toEqual(expected(tables.scenario_cases, 'mapped_group_empty').steps);
  });
});

describe('previously_skipped_cases', () => {
  const { cases } = tables.previously_skipped_cases;
  const isMet = (draft: TurnDraft, taskId: string): boolean =>
    isPassedOver(draft, { position: draft.index.position.get(taskId) ?? -1, mapIndex: -1 }) === null;

  it('no_parent', () => {
    const { met, state } = expected(cases, 'no_parent');
    const draft = given(planOf({ op1: [] }), {});
    expect([isMet(draft, 'op1'), judge(draft, 'op1').state]).toEqual([met, state]);
  });

  it('branch_not_run_yet', () => {
    const { met, state } = expected(cases, 'branch_not_run_yet');
    const index = planOf({ op1: [], op2: ['op1'], op3: ['op1'] });
    // what it chose when it last ran counts for nothing before it has run again
    const follows = { '0/-1': { kind: 'branch' as const, chosen: ['op3'] } };
    const draft = given(index, {}, { follows });
    expect([isMet(draft, 'op2'), judge(draft, 'op2').state]).toEqual([met, state]);
    expect(isMet(given(index, { op1: 'success' }, { follows }), 'op2')).toBe(false);
  });
});

describe('run_state_cases', () => {
  const wanted = (id: string): string => expected(tables.run_state_cases.cases, id).run;

  it('all_skipped', () => {
    const run = new Scenario(planOf({ sc: [], a: ['sc'], b: ['a'] }));
    run.when();
    run.when(
      ended('sc', {
        kind: 'SUCCESS',
        follow: { kind: 'shortCircuit', verdict: false, ignoreDownstreamTriggerRules: true },
      }),
    );
    expect(run.states()).toEqual({ sc: 'success', a: 'skipped', b: 'skipped' });
    expect(run.state.phase).toBe(wanted('all_skipped'));
  });

  it('leaf_ok_others_unfinished', () => {
    const run = new Scenario(planOf({ D: [], C: ['D'], B: [], A: ['C', 'B'] }));
    run.when();
    const select = oneTask('A', null);
    run.when(control(1, { kind: 'setTaskState', state: 'success', select }));
    expect(run.stateOf('A')).toBe('success');
    expect(run.state.phase).toBe(wanted('leaf_ok_others_unfinished'));
  });

  it('one_failed_leaf_after_success_first_pass', () => {
    const run = new Scenario(planOf({ A: [], B: { upstream: ['A'], rule: 'one_failed' } }));
    run.when();
    // a scheduler's pass ends here, with the run under way; a turn goes on until nothing follows
    const events = run.when(succeeded('A'));
    expect(events).toEqual(['TaskSucceeded A', 'TaskSkipped B', 'RunSucceeded']);
    const afterThePass = run.stream.slice(0, run.stream.findIndex((event) => event.type === 'TaskSkipped') + 1);
    const { phase } = fold(run.index, initialState(run.index), afterThePass);
    expect(phase).toBe(wanted('one_failed_leaf_after_success_first_pass'));
  });

  it('teardown_ok_work_failed', () => {
    const td1 = {
      upstream: ['t1'],
      rule: 'all_done_setup_success' as const,
      teardown: { setups: ['s1'], onFailureFailRun: false },
    };
    const run = new Scenario(planOf({ s1: { setup: true }, t1: ['s1'], td1 }));
    run.when();
    run.when(succeeded('s1'));
    run.when(failed('t1'));
    run.when(succeeded('td1'));
    expect(run.states()).toEqual({ s1: 'success', t1: 'failed', td1: 'success' });
    expect(run.state.phase).toBe(wanted('teardown_ok_work_failed'));
  });
});

it('every case of these groups has a spec', () => {
  const here = readFileSync('test/conformance/graph-cases.unit.spec.ts', 'utf8');
  const ids = [tables.scenario_cases, tables.previously_skipped_cases.cases, tables.run_state_cases.cases]
    .flat()
    .map(({ id }) => id);
  expect(ids).toHaveLength(14);
  expect(ids.filter((id) => !here.includes(`it('${id}'`) && !here.includes(`['${id}', `))).toEqual([]);
});
