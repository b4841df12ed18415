import type { TestService } from './service.js';

const INPUTS: Readonly<Record<string, string>> = { retryTask: 'TaskControl', skipTask: 'TaskControl' };

/** The input type of a control's mutation. */
export const inputOf = (name: string): string => `${INPUTS[name] ?? `${name[0]?.toUpperCase()}${name.slice(1)}`}Input`;

/** Asks for one of the controls that take an input, and answers its union's member. */
export async function askControl<Result>(
  service: TestService,
  name: string,
  input: object,
  result: string,
): Promise<Result> {
  const query = `mutation ($input: ${inputOf(name)}!) { ${name}(input: $input) { ${result} } }`;
  const { data, errors } = await service.ask<Record<string, Result>>(query, { input });
  const answer = data?.[name];
  if (answer === undefined) throw new Error(JSON.stringify(errors));
  return answer;
}

/** States of a run's tasks by their ids. */
export const statesIn = (result: {
  dagRun: { tasks: { nodes: readonly { taskId: string; state: string }[] } };
}): Record<string, string> => Object.fromEntries(result.dagRun.tasks.nodes.map(({ taskId, state }) => [taskId, state]));
