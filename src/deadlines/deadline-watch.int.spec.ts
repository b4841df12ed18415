import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Notifier } from '../event-store/index.js';
import { createPool } from '../platform/database/pool.js';
import { DeadlineWatch } from './deadline-watch.js';

it('given a database out of reach, asks again after a pause and not at once', async () => {
  const errors: unknown[] = [];
  const pool = createPool('postgres://nobody@127.0.0.1:1/none', { name: 'spec' });
  const watch = new DeadlineWatch({ pool, notifier: new Notifier(pool), onError: (error) => void errors.push(error) });
  watch.poke();
  await expect.poll(() => errors.length).toBe(1);
  // seconds lie between two tries; a loop would make hundreds meanwhile
  await sleep(300);
  expect(errors).toHaveLength(1);
  await watch.stop();
  await pool.end();
});
