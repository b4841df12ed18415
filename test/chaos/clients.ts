import { randomUUID } from 'node:crypto';
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

/** One mutation under one key until it is acknowledged; throws where the answer is another than what is wanted. */
export async function mutate(
  world: World,
  name: string,
  inputType: string,
  input: object,
  wanted: string,
): Promise<void> {
  const full = { ...input, reason: 'the crash test', idempotencyKey: randomUUID() };
  const data = await insist(() =>
    world.api.ask<Record<string, { __typename: string }>>(
      `mutation ($input: ${inputType}!) { ${name}(input: $input) { __typename } }`,
      { input: full },
    ),
  );
  if (data[name]?.__typename !== wanted) throw new Error(`${name}: ${JSON.stringify(data)}`);
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
