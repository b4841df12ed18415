import fc from 'fast-check';
import { TRIGGER_RULES } from '../../../src/domain/runs/trigger-rule.js';
import type { Choice, OracleTask } from './oracle.js';

export type End = 'success' | 'failed' | 'skipped';

/** A task of a random run, and what its instances will come to: `ends[mapIndex % length]`. */
export interface RandomTask extends OracleTask {
  retries: number;
  ends: End[];
  choice: Choice | null;
}

export interface RandomRun {
  tasks: RandomTask[];
  /** Items of what is mapped, by the name that it is mapped by. */
  lengths: Record<string, number>;
  /** Whether conditions hold, by `task<upstream`. */
  holds: Record<string, boolean>;
  /** Which of the open things happens next, and how many in one turn. */
  picks: { at: number; together: number }[];
}

const KINDS = ['work', 'work', 'work', 'setup', 'teardown', 'mapped', 'member', 'member', 'branch', 'gate'] as const;
const MOST = 9;

const draft = fc.record({
  kind: fc.constantFrom(...KINDS),
  /** Bits: which of the earlier tasks are upstream. */
  upstream: fc.nat({ max: 2 ** MOST - 1 }),
  rule: fc.constantFrom(...TRIGGER_RULES.filter((rule) => rule !== 'all_done_setup_success')),
  plainRule: fc.boolean(),
  retries: fc.integer({ min: 0, max: 1 }),
  empty: fc.integer({ min: 0, max: 5 }),
  ends: fc.array(fc.constantFrom<End>('success', 'success', 'failed', 'skipped'), { minLength: 1, maxLength: 3 }),
  bits: fc.nat({ max: 2 ** MOST - 1 }),
  length: fc.integer({ min: 0, max: 3 }),
  flag: fc.boolean(),
  conditional: fc.nat({ max: 7 }),
});
type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never;

export const randomRun: fc.Arbitrary<RandomRun> = fc
  .record({
    drafts: fc.array(draft, { minLength: 1, maxLength: MOST }),
    picks: fc.array(fc.record({ at: fc.nat({ max: 50 }), together: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 12,
    }),
  })
  .map(({ drafts, picks }) => {
    const tasks: RandomTask[] = [];
    const lengths: Record<string, number> = {};
    const holds: Record<string, boolean> = {};
    drafts.forEach((one, i) => {
      const task = taskOf(one, i, tasks);
      tasks.push(task);
      if (task.mapped !== null) lengths[task.mapped.by] ??= one.length;
      for (const upstream of task.conditional) holds[`${task.id}<${upstream}`] = one.flag;
    });
    return { tasks, lengths, holds, picks };
  });

const chosen = (ids: readonly string[], bits: number): string[] => ids.filter((_, i) => (bits >> i) % 2 === 1);

/** A draft as a task that registration would take; what cannot be is plain work. */
function taskOf(one: Draft, i: number, before: readonly RandomTask[]): RandomTask {
  const ids = before.map(({ id }) => id);
  const upstream = chosen(ids, one.upstream);
  const base: RandomTask = {
    id: `t${i}`,
    upstream,
    rule: one.plainRule ? 'all_success' : one.rule,
    empty: one.empty === 0,
    setup: false,
    teardown: null,
    mapped: null,
    conditional: [],
    retries: one.retries,
    ends: one.ends,
    choice: null,
  };
  return keptLegal(ofKind(one, base, before), before);
}

function ofKind(one: Draft, base: RandomTask, before: readonly RandomTask[]): RandomTask {
  switch (one.kind) {
    case 'setup':
      return { ...base, setup: true };
    case 'teardown':
      return teardownOf(one, base, before);
    case 'mapped': {
      const inputs = base.upstream.slice(0, 1 + (one.bits % 2));
      if (inputs.length === 0) return base;
      return { ...base, empty: false, mapped: { by: base.id, inputs } };
    }
    case 'member': {
      // the group is mapped over the first task of all; its roots stand below it
      if (before.length === 0) return base;
      const inside = before.some((task) => task.mapped?.by === 'group' && base.upstream.includes(task.id));
      const upstream = inside || base.upstream.includes('t0') ? base.upstream : ['t0', ...base.upstream];
      return { ...base, upstream, mapped: { by: 'group', inputs: ['t0'] } };
    }
    case 'branch':
      return { ...base, empty: false, choice: { chosen: chosen(laterIds(before.length), one.bits) } };
    case 'gate':
      return { ...base, empty: false, choice: { closes: one.flag ? 'all' : 'direct' } };
    default:
      return { ...base, conditional: one.conditional === 0 ? unmapped(base.upstream, before).slice(0, 1) : [] };
  }
}

const laterIds = (from: number): string[] => Array.from({ length: MOST }, (_, i) => `t${from + 1 + i}`);
const unmapped = (ids: readonly string[], before: readonly RandomTask[]): string[] =>
  ids.filter((id) => before.some((task) => task.id === id && task.mapped === null));

function teardownOf(one: Draft, base: RandomTask, before: readonly RandomTask[]): RandomTask {
  const all = before.filter((task) => task.setup).map(({ id }) => id);
  const some = chosen(all, one.bits);
  const setups = some.length > 0 ? some : all.slice(0, 1);
  if (setups.length === 0) return base;
  const upstream = [...new Set([...base.upstream, ...setups])];
  return { ...base, upstream, rule: 'all_done_setup_success', teardown: { setups, onFailureFailRun: one.flag } };
}

/** Directly below a setup only all_success, a mapped task under any rule but always; ids of branches that exist are sorted out at the end. */
function keptLegal(task: RandomTask, before: readonly RandomTask[]): RandomTask {
  const belowSetup = before.some((other) => other.setup && task.upstream.includes(other.id));
  if (task.teardown === null && belowSetup) return { ...task, rule: 'all_success' };
  return task.mapped !== null && task.rule === 'always' ? { ...task, rule: 'all_done' } : task;
}
