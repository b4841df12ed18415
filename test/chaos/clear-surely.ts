import { randomUUID } from 'node:crypto';
import { pause } from './patience.js';
import type { World } from './world.js';

const CLEAR = `mutation ($input: ClearTasksInput!) { clearTasks(input: $input) {
  __typename ... on ControlRefused { code message } } }`;

/** Clears a whole run, with a key that is tried again until it is acknowledged, whatever dies meanwhile: as a careful client does. */
export async function clearSurely(world: World, dagRunId: string): Promise<void> {
  const input = { dagRunId, reason: 'chaos', idempotencyKey: randomUUID() };
  for (let i = 0; ; i += 1) {
    try {
      const { clearTasks } = await world.api.ask<{ clearTasks: { __typename: string; code?: string } }>(CLEAR, {
        input,
      });
      if (clearTasks.__typename === 'ControlApplied') return;
      if (clearTasks.code !== 'UNAVAILABLE') throw new RangeError(JSON.stringify(clearTasks));
    } catch (error) {
      if (i > 200 || error instanceof RangeError) throw error;
    }
    await pause(200);
  }
}
