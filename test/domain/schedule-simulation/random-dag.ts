import { createHash } from 'node:crypto';
import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import type { TimetableParts } from '../../../src/domain/schedule/timetable.js';
import { drawn } from '../../chaos/random.js';
import type { OracleVersion } from './expected-runs.js';
import { BEGIN, DAY, drawSchedule, END, HOUR, type Life, RHYTHMS, type Rhythm } from './random-schedule.js';

export interface SimVersion {
  schedule: NormalizedSchedule;
  parts: TimetableParts;
  maxActiveRuns: number;
  /** Mean length of a run, ms. */
  runLength: number;
  oracle: OracleVersion;
}

/** What people do to a DAG in its life. */
export type Act =
  | { at: number; kind: 'register'; version: SimVersion }
  | { at: number; kind: 'pause' | 'resume' }
  | { at: number; kind: 'triggerManually' };

export interface RandomDag {
  id: string;
  acts: Act[];
}

type Random = () => number;
const between = (random: Random, from: number, to: number): number => from + Math.floor(random() * (to - from));

/** Means of the number of runs in a life. */
const LIVES: Record<Rhythm, { every: number; runs: number }> = {
  short: { every: 40 * 60_000, runs: 250 },
  middle: { every: 12 * HOUR, runs: 350 },
  long: { every: 10 * DAY, runs: 300 },
};
/** How far before and after its life the ticks of a schedule are listed: more than lies between two of them. */
const MARGINS: Record<Rhythm, number> = { short: 4 * DAY, middle: 20 * DAY, long: 400 * DAY };

/** Months in which clocks change somewhere. */
const CHANGES = [2, 3, 8, 9, 10];

function drawLife(random: Random, rhythm: Rhythm): { from: number; to: number } {
  const length = Math.min(LIVES[rhythm].every * LIVES[rhythm].runs, END - BEGIN - 400 * DAY);
  const change = Date.UTC(between(random, 2021, 2029), drawn(random, CHANGES), between(random, 1, 31));
  const from = rhythm === 'short' ? change - length / 2 : between(random, BEGIN + 60 * DAY, END - 300 * DAY - length);
  return { from, to: from + length };
}

/** The grid of the longest step, on which the latest interval of the catchup rule lies, too. */
const GRID = 8 * DAY;
const FIRST_START = Math.floor(BEGIN / GRID) * GRID;

function drawStart(random: Random, rhythm: Rhythm, born: number): number {
  const unit = rhythm === 'long' ? GRID : DAY;
  return (Math.floor(born / unit) + (rhythm === 'short' ? between(random, -3, 2) : between(random, -30, 6))) * unit;
}

export function drawDag(random: Random, number: number): RandomDag {
  const id = `dag-${number}`;
  const rhythm = drawn(random, RHYTHMS);
  const { from, to } = drawLife(random, rhythm);
  const period = LIVES[rhythm].every;
  const born = Math.floor((from + random() * period * 20) / HOUR) * HOUR + between(random, 0, HOUR);
  const startDate = drawStart(random, rhythm, born);
  const anchored = random() < 0.85 ? startDate : null;
  const bounds = {
    startDate: anchored,
    endDate: rhythm === 'long' && random() < 0.5 ? null : between(random, to - (to - born) / 3, to),
    catchup: anchored !== null && random() < 0.5,
  };
  const margin = MARGINS[rhythm];
  const life = { from: Math.min(from, startDate) - margin, to: (bounds.endDate ?? END) + margin };
  const versionAt = (): SimVersion => drawVersion(random, id, { rhythm, life, bounds });
  const acts: Act[] = [{ at: born, kind: 'register', version: versionAt() }];
  for (let changes = Math.floor(random() * 3); changes > 0; changes -= 1) {
    acts.push({ at: between(random, born + HOUR, to), kind: 'register', version: versionAt() });
  }
  for (let pauses = Math.floor(random() * 5); pauses > 0; pauses -= 1) {
    const at = between(random, born + HOUR, to);
    acts.push({ at, kind: 'pause' }, { at: at + Math.floor(random() ** 3 * 20 * period) + 1, kind: 'resume' });
  }
  for (let manual = Math.floor(random() * 6); manual > 0; manual -= 1) {
    acts.push({ at: between(random, born + HOUR, to), kind: 'triggerManually' });
  }
  return { id, acts };
}

function drawVersion(
  random: Random,
  dagId: string,
  { rhythm, life, bounds }: { rhythm: Rhythm; life: Life; bounds: OracleVersion['bounds'] },
): SimVersion {
  const startDate = bounds.startDate ?? FIRST_START;
  const { schedule, calendar, rule, every, needsStart } = drawSchedule(random, rhythm, life, startDate);
  const continuous = schedule.continuous === true;
  const jitter = random() < 0.2 ? 1 + Math.floor(random() * 1800) : 0;
  return {
    schedule: jitter === 0 ? schedule : { ...schedule, jitter: `PT${jitter}S` },
    parts: { dagId, ...(calendar === undefined ? {} : { calendar }) },
    maxActiveRuns: continuous ? 1 : drawn(random, [1, 2, 16, 16]),
    runLength: Math.max(1_000, every * (continuous ? 1 : drawn(random, [0.001, 0.05, 0.4, 0.9, 2]))),
    oracle: {
      ...{ rule, continuous, bounds: needsStart ? { ...bounds, startDate } : bounds },
      delay: (logicalDate) => (jitter === 0 ? 0 : delayOf(dagId, logicalDate, jitter * 1_000)),
    },
  };
}

/** The whole hash as one number, up to and including the jitter. */
function delayOf(dagId: string, logicalDate: number, jitter: number): number {
  const hash = createHash('sha1').update(`${dagId}#${logicalDate}`).digest('hex');
  return Number(BigInt(`0x${hash}`) % BigInt(jitter + 1));
}
