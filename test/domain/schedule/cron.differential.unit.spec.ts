import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronProblem, normalizeCron } from '../../../src/domain/schedule/cron.js';
import { manualInterval, nextRun } from '../../../src/domain/schedule/timetable.js';
import { cronTicks } from '../../../src/domain/schedule/timetables/cron-ticks.js';
import { tickAfter, tickBefore } from './cron-oracle.js';
import { type RandomCron, randomCron } from './random-cron.js';
import { stretchesOf } from './zone-table.js';

const CASES = Number(process.env['CONTINUO_CASES'] ?? 20_000);
const SEED = Number(process.env['CONTINUO_SEED'] ?? Date.now() % 2 ** 31);

/** Changes of an hour and of half an hour, at midnight and at three, of a whole day, twice a year and four times, north and south, and none. */
const ZONES = [
  ...['UTC', 'Europe/Zurich', 'America/New_York', 'America/Los_Angeles', 'Australia/Lord_Howe', 'America/Sao_Paulo'],
  ...['Africa/Casablanca', 'Africa/Cairo', 'Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Apia', 'America/St_Johns'],
  ...['Antarctica/Troll', 'Asia/Tehran', 'America/Havana', 'Pacific/Kwajalein'],
];
const FROM = Date.UTC(1970, 0, 1);
const UNTIL = Date.UTC(2100, 11, 31, 23, 59, 59, 999);
const THREE_HOURS = 3 * 3_600_000;

interface Case {
  cron: RandomCron;
  zone: string;
  at: number;
}

/** Half of the instants lie within three hours of a change of the clocks, on whole minutes where the ticks are. */
const instantIn = (zone: string): fc.Arbitrary<number> => {
  const changes = stretchesOf(zone)
    .map(({ from }) => from)
    .filter((from) => from >= FROM && from <= UNTIL);
  const anywhere = fc.integer({ min: FROM, max: UNTIL });
  if (changes.length === 0) return anywhere;
  const minutes = fc.integer({ min: -THREE_HOURS / 60_000, max: THREE_HOURS / 60_000 });
  const near = fc.tuple(fc.constantFrom(...changes), minutes).map(([change, minute]) => change + minute * 60_000);
  return fc.oneof(anywhere, near);
};

const cases: fc.Arbitrary<Case> = fc
  .tuple(randomCron, fc.constantFrom(...ZONES))
  .chain(([cron, zone]) => instantIn(zone).map((at) => ({ cron, zone, at })));

/** How a case is told when it fails. */
const told = ({ cron, zone, at }: Case): string => `"${cron.text}" in ${zone} at ${new Date(at).toISOString()}`;
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

describe(`the timetable of a cron against brute force, seed ${SEED}`, () => {
  it(`${CASES} crons × zones × instants`, { timeout: 600_000 }, () => {
    let [refused, changed] = [0, 0];
    fc.assert(
      fc.property(cases, (one) => {
        const { cron, zone, at } = one;
        const [after, before] = [tickAfter(cron, zone, at), tickBefore(cron, zone, at)];
        if (cronProblem(cron.text) !== null) {
          refused += 1;
          expect([told(one), after, before]).toEqual([told(one), null, null]);
          return;
        }
        const ticks = cronTicks(normalizeCron(cron.text), zone);
        expect([told(one), iso(ticks.next(at)), iso(ticks.prev(at))]).toEqual([told(one), iso(after), iso(before)]);
        if (after !== null && before !== null && after - before < THREE_HOURS) changed += 1;
      }),
      { numRuns: CASES, seed: SEED },
    );
    // the draw is worth something: hardly any is refused, and many ticks lie close together
    expect(refused).toBeLessThan(CASES / 20);
    expect(changed).toBeGreaterThan(CASES / 20);
  });

  it('intervals reach from tick to tick, without catchup to the last one before now', { timeout: 600_000 }, () => {
    const limits = { startDate: null, endDate: null, catchup: false };
    fc.assert(
      fc.property(cases, (one) => {
        const { cron, zone, at } = one;
        const end = tickBefore(cron, zone, at + 1);
        const start = end === null ? null : tickBefore(cron, zone, end);
        if (end === null || start === null || cronProblem(cron.text) !== null) return;
        const schedule = { cron: normalizeCron(cron.text), timezone: zone };
        const first = nextRun(schedule, { last: null, now: at, limits });
        expect([told(one), first?.interval]).toEqual([told(one), { start, end }]);
        expect(manualInterval(schedule, at)).toEqual({ start, end });
        const following = nextRun(schedule, { last: { start, end }, now: at, limits: { ...limits, catchup: true } });
        expect(following?.interval ?? null).toEqual({ start: end, end: tickAfter(cron, zone, end) });
      }),
      { numRuns: Math.ceil(CASES / 10), seed: SEED },
    );
  });
});
