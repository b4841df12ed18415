import { assertNever } from '../../src/domain/assert-never.js';
import type { CompiledTask } from '../../src/domain/dag/index.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import type { Follow } from '../../src/domain/runs/outcome.js';
import { chosenIds } from '../core/branch/chosen-ids.js';
import { checkedWith, type Performed, type PerformElsewhere, runOperator } from '../engine/attempt/run-operator.js';
import { SkipTask, TaskFailure, type TaskContext } from '../sdk/index.js';
import { type EachInstance, type Given, type GivenResult, msOfDuration } from './given.js';
import type { TestedRun } from './tested-run.js';
import { testedWaits } from './tested-waits.js';
import { TestMistake } from './test-mistake.js';

/** A body is played to `done`, after `ms` of virtual time. */
export interface Played {
  ms: number;
  done: { kind: 'performed'; performed: Performed } | { kind: 'threw'; thrown: unknown } | { kind: 'lost' };
}

/** Operators that only think: they are called where the test gives no result. */
const THINKING = ['empty', 'branch', 'shortCircuit', 'latestOnly', 'sensor.time'];

/** The body of a task: what the test gave for it, or its operator. @param nth bodies of the instance before this one @throws where there is neither */
export async function playBody(
  run: TestedRun,
  task: CompiledTask,
  context: TaskContext,
  params: JsonObject,
  nth: number,
): Promise<Played> {
  const given = givenFor(run, task.id, context.mapIndex);
  const operator = run.registry.operator(task.type);
  if (operator === undefined) throw new TestMistake(`no operator "${task.type}"`);
  if (given === undefined && isReal(run, task, params)) {
    return performed(() => runOperator(operator, context, params, notInATest), 0);
  }
  if (given === undefined && !run.succeedByDefault) throw noResult(task);
  const end = await caught(async () => {
    const checked = checkedWith(operator, params) as JsonObject;
    return { result: await givenEnd(given ?? {}, context, nth), checked };
  });
  if ('thrown' in end) return { ms: 0, done: { kind: 'threw', thrown: end.thrown } };
  const { result, checked } = end.value;
  if (task.type === 'approval' && isAnswer(result)) {
    const waits = testedWaits(task, context, result.kind === 'notYet' ? null : result);
    return performed(() => runOperator(operator, { ...context, waits }, params), msOfDuration(result.duration));
  }
  return playGiven(result, task, { context, params: checked });
}

type AnswerGiven = Extract<Given, { kind?: 'ok' | 'notYet' }>;
const isAnswer = (given: Given): given is AnswerGiven =>
  given.kind === undefined || given.kind === 'ok' || given.kind === 'notYet';

function givenFor({ results }: TestedRun, taskId: string, mapIndex: number): GivenResult | undefined {
  const given = Object.hasOwn(results, taskId) ? results[taskId] : undefined;
  if (given === undefined || typeof given === 'function' || isList(given) || given.kind !== 'each') return given;
  const own = given.instances[mapIndex];
  if (own !== undefined) return own;
  throw new TestMistake(
    `"results" gives ${given.instances.length} instances of "${taskId}", and it has one of map index ${mapIndex}`,
  );
}

/** There is no other system in a test, and time is not real. */
const notInATest: PerformElsewhere = ({ type }) => {
  throw new TestMistake(`${type} runs elsewhere: give its result under "results"`);
};

const noResult = (task: CompiledTask): TestMistake =>
  new TestMistake(
    `the run reached "${task.id}" (${task.type}), and the test gives no result for it: add it under "results", or name it or its type ` +
      'under "real", or say default: "succeed"',
  );

/** A function of the project is called where the test brings it. */
function isReal({ real, registry }: TestedRun, { id, type }: CompiledTask, params: JsonObject): boolean {
  if (real.includes(id) || real.includes(type)) return true;
  const handler = params['handler'];
  if (typeof handler === 'string') return registry.handler(handler) !== undefined && !type.includes('.');
  return THINKING.includes(type);
}

async function givenEnd(given: GivenResult, context: TaskContext, nth: number): Promise<Given> {
  if (typeof given === 'function') return (await given(context)) ?? {};
  if (!isList(given)) return given;
  return given[Math.min(nth, given.length - 1)] ?? {};
}

const isList = (given: Given | EachInstance | readonly Given[]): given is readonly Given[] => Array.isArray(given);

/** What a given value is understood with. */
interface Asked {
  context: TaskContext;
  params: JsonObject;
}

async function playGiven(given: Given, task: CompiledTask, asked: Asked): Promise<Played> {
  const ms = msOfDuration(given.duration);
  switch (given.kind) {
    case 'fail': {
      const { type, message, retryable } = given;
      return { ms, done: { kind: 'threw', thrown: new TaskFailure(type, message, { retryable }) } };
    }
    case 'skip':
      return { ms, done: { kind: 'threw', thrown: new SkipTask(given.reason) } };
    case 'notYet':
      return { ms, done: { kind: 'performed', performed: { kind: 'notYet' } } };
    case 'lost':
      return { ms, done: { kind: 'lost' } };
    case 'ok':
    case undefined:
      return performed(async () => ({ kind: 'result', result: resultOf(given, task, asked) }), ms);
    default:
      return assertNever(given, 'given result');
  }
}

function resultOf({ value, xcoms }: { value?: Json; xcoms?: Record<string, Json> }, task: CompiledTask, asked: Asked) {
  const follow = followOf(task, value, asked);
  return {
    ...(value === undefined ? {} : { value }),
    ...(xcoms === undefined ? {} : { xcoms }),
    ...(follow === null ? {} : { follow }),
  };
}

/** What a deciding operator asks of its downstream tasks when its value is given. */
function followOf({ type }: CompiledTask, value: Json | undefined, { context, params }: Asked): Follow | null {
  if (type === 'branch') return { kind: 'branch', chosen: chosenIds(context, value) };
  if (type === 'shortCircuit' || type === 'latestOnly') {
    const ignoreDownstreamTriggerRules = type === 'shortCircuit' && params['ignoreDownstreamTriggerRules'] !== false;
    return { kind: 'shortCircuit', verdict: value !== false && value !== null, ignoreDownstreamTriggerRules };
  }
  return null;
}

async function performed(work: () => Promise<Performed>, ms: number): Promise<Played> {
  const end = await caught(work);
  if ('thrown' in end) return { ms, done: { kind: 'threw', thrown: end.thrown } };
  return { ms, done: { kind: 'performed', performed: end.value } };
}

async function caught<T>(work: () => Promise<T>): Promise<{ value: T } | { thrown: unknown }> {
  try {
    return { value: await work() };
  } catch (thrown) {
    if (thrown instanceof TestMistake) throw thrown;
    return { thrown };
  }
}
