import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureOverhead } from './overhead.js';
import type { Spread } from './spread.js';
import { measureStart } from './start-time.js';

/** `npm run bench [-- overhead|start] [--turns N] [--only PART-OF-A-NAME]`: prints figures and writes them to bench-results/, with what they were measured on. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { turns: { type: 'string', default: '7' }, only: { type: 'string', default: '' } },
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

if (what !== 'overhead' && what !== 'start') throw new Error(`no benchmark "${what}": overhead, start`);
const figures = what === 'overhead' ? await overhead() : await start();
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
