import { randomUUID } from 'node:crypto';
import { inputOf } from '../support/control-mutations.js';
import { insist } from './patience.js';
import type { World } from './world.js';

/** The state of a task's instance as the API shows it, once it is one of these. */
export function untilTask(world: World, runId: string, taskId: string, states: readonly string[]): Promise<string> {
  const query = `query ($id: ID!, $taskId: ID!) { dagRun(id: $id) { task(taskId: $taskId) { state } } }`;
  return insist(async () => {
    const { dagRun } = await world.api.ask<{ dagRun: { task: { state: string } | null } | null }>(query, {
      id: runId,
      taskId,
    });
    const state = dagRun?.task?.state;
    return state !== undefined && states.includes(state) ? state : null;
  });
}

export function untilEnded(world: World, runId: string): Promise<string> {
  return insist(async () => {
    const { dagRun } = await world.api.ask<{ dagRun: { state: string } }>(
      `query ($id: ID!) { dagRun(id: $id) { state } }`,
      { id: runId },
    );
    return dagRun.state === 'SUCCESS' || dagRun.state === 'FAILED' ? dagRun.state : null;
  });
}

/** Waits until the question is asked. */
export function untilAsked(world: World, runId: string): Promise<string> {
  return insist(async () => {
    const { approvals } = await world.api.ask<{ approvals: { nodes: { taskId: string }[] } }>(
      `query ($id: ID!) { approvals(filter: { dagRunId: $id, state: PENDING }) { nodes { taskId } } }`,
      { id: runId },
    );
    return approvals.nodes[0]?.taskId ?? null;
  });
}

/** Answers the question, with one key until it is acknowledged. */
export async function answer(world: World, dagRunId: string, choice: string): Promise<void> {
  await mutate(
    world,
    'respondToApproval',
    'RespondToApprovalInput',
    { dagRunId, taskId: 'ask', choice },
    'ApprovalResponded',
  );
}

type Answer = { __typename: string; code?: string; message?: string };

/** One mutation under one key until it is acknowledged; throws where the answer is another than what is wanted. */
export async function mutate(
  world: World,
  name: string,
  inputType: string,
  input: object,
  wanted: string,
): Promise<void> {
  const refusal = wanted === 'ControlApplied' ? 'ControlRefused' : 'Refused';
  const query = `mutation ($input: ${inputType}!) { ${name}(input: $input) { __typename ... on ${refusal} { code message } } }`;
  const full = { ...input, reason: 'the crash test', idempotencyKey: randomUUID() };
  await untilAnswered(world, name, query, { input: full }, wanted);
}

const BARE = ['pauseDagRun', 'resumeDagRun'];

/** A control with one key until it is answered, whatever the answer is. */
export async function askAnyhow(
  world: World,
  name: string,
  input: { dagRunId: string } & Record<string, unknown>,
): Promise<void> {
  const by = { reason: 'the crash test', idempotencyKey: randomUUID() };
  const query = BARE.includes(name)
    ? bareControl(name)
    : `mutation ($input: ${inputOf(name)}!) { ${name}(input: $input) { __typename ... on ${name === 'respondToApproval' ? 'Refused' : 'ControlRefused'} { code } } }`;
  const variables = BARE.includes(name)
    ? { id: input.dagRunId, key: by.idempotencyKey }
    : { input: { ...input, ...by } };
  await answered(world, name, query, variables);
}

const bareControl = (name: string): string => `mutation ($id: ID!, $key: String) {
  ${name}(dagRunId: $id, reason: "the crash test", idempotencyKey: $key) { __typename ... on ControlRefused { code message } } }`;

/** `pauseDagRun` or `resumeDagRun`, with one key until it is acknowledged. */
export async function control(world: World, name: 'pauseDagRun' | 'resumeDagRun', id: string): Promise<void> {
  await untilAnswered(world, name, bareControl(name), { id, key: randomUUID() }, 'ControlApplied');
}

/** Pauses or unpauses a DAG, with one key until it is acknowledged. */
export async function pauseDag(world: World, dagId: string, paused: boolean): Promise<void> {
  const query = `mutation ($dagId: ID!, $paused: Boolean!, $key: String) {
    setDagPaused(dagId: $dagId, paused: $paused, reason: "the crash test", idempotencyKey: $key) { __typename ... on Refused { code message } } }`;
  await untilAnswered(world, 'setDagPaused', query, { dagId, paused, key: randomUUID() }, 'DagPausedChanged');
}

/** Waits until the run has said it. */
export function untilTold(world: World, id: string, type: string): Promise<string> {
  const query = `query ($id: ID!, $types: [String!]) { events(filter: { dagRunId: $id, types: $types }) { nodes { type } } }`;
  return insist(async () => {
    const { events } = await world.api.ask<{ events: { nodes: { type: string }[] } }>(query, { id, types: [type] });
    return events.nodes[0]?.type ?? null;
  });
}

/** UNAVAILABLE is no refusal: the control is recorded, and what becomes of it is told to whoever asks again with its key. */
const answered = (world: World, name: string, query: string, variables: object): Promise<Answer> =>
  insist(async () => {
    const said = (await world.api.ask<Record<string, Answer>>(query, variables))[name];
    return said === undefined || said.code === 'UNAVAILABLE' ? null : said;
  });

/** Throws where the answer is another than what is wanted. */
async function untilAnswered(
  world: World,
  name: string,
  query: string,
  variables: object,
  wanted: string,
): Promise<void> {
  const answer = await answered(world, name, query, variables);
  if (answer.__typename !== wanted) throw new Error(`${name}: ${JSON.stringify(answer)}`);
}

/** Calls the address that the run has told the other system, until the call is taken. */
export async function callBack(world: World, runId: string): Promise<void> {
  await insist(async () => {
    const path = world.system.addressFor(runId);
    if (path === null) return null;
    const response = await fetch(new URL(path, (await world.up()).url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'success', value: runId }),
    });
    return response.ok ? true : null;
  });
}
