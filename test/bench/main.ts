import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type LoadResult, measureLoad } from './load.js';
import { measureOverhead } from './overhead.js';
import { type Lateness, measureSchedule } from './schedule.js';
import type { Spread } from './spread.js';
import { measureStart } from './start-time.js';

/** `npm run bench [-- overhead|start|load|schedule] [--turns N] [--only PART-OF-A-NAME] [--dags N]`: prints figures and writes them to bench-results/, with what they were measured on. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    turns: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    dags: { type: 'string', default: '10000' },
  },
});
const [what = 'overhead'] = positionals;
const turns = Number(values.turns);

const ms = (s: Spread): string => `${s.median.toFixed(0)} ms (${s.min.toFixed(0)}–${s.max.toFixed(0)}, n=${s.samples})`;

async function overhead(): Promise<unknown> {
  const result = await measureOverhead(turns, values.only);
  for (const one of result.cases) {
    const target =
      one.most === null
        ? ''
        : `, target ≤ ${one.most.ratio}×${one.most.plusMs ? ` + ${one.most.plusMs} ms` : ''}: ${one.holds ? 'holds' : 'MISSED'}`;
    console.log(
      `${one.name}: Continuo ${ms(one.continuoMs)}, bare Temporal ${ms(one.bareMs)}, ratio ${one.ratio.toFixed(2)}${target}`,
    );
  }
  for (const [name, usage] of Object.entries(result.usage))
    console.log(`${name}: ${usage.residentMb} MB, ${usage.cpuSeconds.toFixed(1)} CPU s`);
  return result;
}

async function start(): Promise<unknown> {
  const result = await measureStart(turns);
  console.log(
    `API answers after ${ms(result.apiMs)} (target ≤ 6 s); first example run done after ${ms(result.firstRunMs)} (target ≤ 10 s)`,
  );
  return result;
}

async function load(): Promise<unknown> {
  const results = await measureLoad(values.only);
  results.forEach(printLoad);
  return results;
}

function printLoad(one: LoadResult): void {
  const verdict = one.holds === null ? '' : `, target ≥ ${one.least}: ${one.holds ? 'holds' : 'MISSED'}`;
  const bare =
    one.ratio === null ? '' : `, bare ${one.bareTasksPerSecond?.toFixed(0)}/s, ratio ${one.ratio.toFixed(2)}${verdict}`;
  console.log(`${one.name}: ${one.seconds.toFixed(1)} s, ${one.tasksPerSecond.toFixed(0)} tasks/s${bare}`);
  for (const [name, { first, most, last }] of Object.entries(one.memory))
    console.log(`  ${name}: ${first} MB at first, ${most} MB at most, ${last} MB at last`);
  if (one.pool !== null) {
    const { slots, commits, mostHeld, fewestHeldWhileWaiting: fewest, mostBodies, meanBodies } = one.pool;
    console.log(
      `  pool of ${slots}: at ${commits} commits at least ${fewest} slots held while somebody waited and at most ${mostHeld}; ${mostBodies} bodies at most, ${meanBodies.toFixed(2)} on average`,
    );
  }
  console.log(one.slow.length === 0 ? '  no statement above 200 ms' : `  above 200 ms: ${one.slow.join('; ')}`);
}

async function schedule(): Promise<unknown> {
  const results = await measureSchedule(Number(values.dags), values.only);
  for (const { name, dags, registeredPerSecond, idleCpu, created, started } of results) {
    console.log(`${dags} DAGs ${name} (registered at ${registeredPerSecond.toFixed(0)}/s)`);
    console.log(
      `  idle: service ${idleCpu.service.toFixed(1)} %, PostgreSQL ${idleCpu.postgres.toFixed(1)} % of a processor`,
    );
    console.log(`  runs made: ${late(created)}`);
    console.log(`  runs begun: ${late(started)}`);
  }
  return results;
}

const late = ({ runs, p50, p99, max, perSecond }: Lateness & { perSecond: number }): string =>
  `${runs}, ${perSecond.toFixed(0)}/s, late by ${[p50, p99, max].map((ms) => (ms / 1000).toFixed(2)).join(' / ')} s (p50 / p99 / max)`;

const MEASURES: Record<string, () => Promise<unknown>> = { overhead, start, load, schedule };
const measure = MEASURES[what];
if (measure === undefined) throw new Error(`no benchmark "${what}": ${Object.keys(MEASURES).join(', ')}`);
const figures = await measure();
mkdirSync('bench-results', { recursive: true });
const machine = {
  node: process.version,
  cpus: cpus().length,
  cpu: cpus()[0]?.model,
  memoryGb: Math.round(totalmem() / 2 ** 30),
};
const file = `bench-results/${what}-${new Date().toISOString().replaceAll(':', '-')}.json`;
writeFileSync(file, `${JSON.stringify({ what, at: new Date().toISOString(), machine, figures }, null, 2)}\n`);
console.log(`written to ${file}`);
