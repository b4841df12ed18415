import { parseArgs } from 'node:util';
import { backfillScenario } from './backfill-scenario.js';
import { drawScenario } from './draw-scenario.js';
import { crashHooks } from './hooks/crash-hooks.js';
import type { Breach } from './invariants.js';
import { play } from './play.js';
import { crashSchedules } from './schedules/crash-schedules.js';
import { WORKS } from './works.js';
import { World } from './world.js';

/**
 * `npm run chaos [-- --scenarios N] [--seed S] [--minutes M]`: plays scenarios S, S + 1, … on one stack until N are played or M minutes are over,
 * whichever comes first. With `--backfill` the first of them is a backfill of 300 days that is killed ten times. `--scenarios 1 --seed X` repeats the one that
 * a failure names; `--only TEXT` plays works whose names contain it. The last line is `N passed, N failed`; exit code 1 where one failed.
 * `--schedules [--dags N]`: DAGs due every five seconds for so many minutes instead, with three services of which one is always being killed or stopped.
 * `--hooks`: updates of assets, sent to three such services for a minute, or so many, by senders who lose answers.
 */
const { values } = parseArgs({
  options: {
    scenarios: { type: 'string' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    only: { type: 'string' },
    backfill: { type: 'boolean', default: false },
    schedules: { type: 'boolean', default: false },
    hooks: { type: 'boolean', default: false },
    dags: { type: 'string', default: '500' },
  },
});
const number = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} must be a number of at least 0, not ${text ?? ''}`);
  process.exit(2);
};
const seed = number('seed', values.seed, 1);
const minutes = number('minutes', values.minutes, 24 * 60);
const most = number('scenarios', values.scenarios, values.minutes === undefined ? 30 : 1_000_000);

if (!WORKS.some(({ name }) => name.includes(values.only ?? ''))) {
  console.error(`--only names no work: there are ${WORKS.map(({ name }) => `"${name}"`).join(', ')}`);
  process.exit(2);
}

if (values.schedules) {
  const seconds = 60 * (values.minutes === undefined ? 5 : minutes);
  const played = await crashSchedules({ seed, dags: number('dags', values.dags, 500), seconds });
  const { breaches, due, kills, stops, lateness } = played;
  const late = [0.5, 0.99, 1].map((part) => (lateness[Math.ceil(lateness.length * part) - 1] ?? NaN) / 1_000);
  console.log(
    `seed ${seed}: ${due} runs due, ${kills} kills, ${stops} stops, late by ${late.join(' / ')} s (p50 / p99 / max)`,
  );
  endOf(breaches);
}

if (values.hooks) {
  const seconds = 60 * (values.minutes === undefined ? 1 : minutes);
  const { breaches, updates, runs, kills, stops, lostReplies } = await crashHooks({ seed, seconds });
  console.log(
    `seed ${seed}: ${updates} updates of assets, ${runs} runs followed, ${kills} kills, ${stops} stops, ${lostReplies} answers lost`,
  );
  endOf(breaches);
}

function tellOf(breaches: readonly Breach[]): void {
  for (const { invariant, what } of breaches.slice(0, 20)) console.log(`  BROKEN ${invariant}: ${what}`);
}

/** Of a scenario that is the only one. */
function endOf(breaches: readonly Breach[]): never {
  tellOf(breaches);
  console.log(breaches.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exit(breaches.length === 0 ? 0 : 1);
}

const until = Date.now() + minutes * 60_000;
const failed: number[] = [];
let passed = 0;
let world: World | null = null;

const freshWorld = async (): Promise<World> => {
  const fresh = new World();
  await fresh.up();
  await fresh.registerAll();
  return fresh;
};

/** What went wrong, also where the scenario itself could not go on. */
async function outcome(one: number, on: World): Promise<Breach[]> {
  const { scenario, random } =
    values.backfill && one === seed
      ? { ...drawScenario(one), scenario: backfillScenario(300, 10) }
      : drawScenario(one, values.only);
  console.log(`${new Date().toISOString()} seed ${one}: ${scenario.name}`);
  try {
    return await play(on, scenario, random);
  } catch (error) {
    return [{ invariant: 'the scenario can be played', what: error instanceof Error ? error.message : String(error) }];
  }
}

const suffix = (i: number): string =>
  (values.backfill && i === 0 ? ' --backfill' : '') + (values.only === undefined ? '' : ` --only "${values.only}"`);

for (let i = 0; i < most && Date.now() < until; i += 1) {
  const started = Date.now();
  world ??= await freshWorld();
  const breaches = await outcome(seed + i, world);
  const took = `${((Date.now() - started) / 1_000).toFixed(1)} s`;
  if (breaches.length === 0) {
    passed += 1;
    console.log(`  held (${took})`);
    continue;
  }
  failed.push(seed + i);
  tellOf(breaches);
  console.log(
    `  repeat with: npm run chaos -- --scenarios 1 --seed ${seed + i}${suffix(i)}   (${took}; its data: ${world.folder})`,
  );
  // what is broken in this database would be found again after each scenario that follows
  await world.halt();
  world = null;
}
await world?.stop();
console.log(
  `seeds ${seed} to ${seed + passed + failed.length - 1}${failed.length > 0 ? `, failed: ${failed.join(' ')}` : ''}`,
);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
