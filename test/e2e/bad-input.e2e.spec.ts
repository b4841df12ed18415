import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { badDags } from './bad-input/bad-dags.js';
import { badRequests } from './bad-input/bad-requests.js';
import { badTriggers } from './bad-input/bad-triggers.js';
import { misbehavingTasks } from './bad-input/misbehaving-tasks.js';
import { Here } from './support/here.js';

/** Bad input of every kind gets a clear answer, leaves nothing half done, and the service stays up. */
const here = new Here();
beforeAll(() => here.open());
afterAll(() => here.close());
afterEach(async () => {
  expect(await here.isUp()).toBe(true);
});

badDags(here);
badTriggers(here);
badRequests(here);
misbehavingTasks(here);
