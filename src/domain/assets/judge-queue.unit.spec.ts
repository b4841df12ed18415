import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NormalizedSchedule } from '../schedule/schedule.js';
import { holdsFor, judgeQueue, type QueuedEvent, WAITING_EVENTS } from './judge-queue.js';

const event = (id: number, asset: string, partition: string | null = null, more: Partial<QueuedEvent> = {}) => ({
  ...{ id: `asset-${asset}:${id}`, asset, partition, aliases: [], at: id * 1000 },
  ...more,
});
const NESTED: NormalizedSchedule = { assets: { all: ['orders', { any: ['fx', 'fx_backup'] }] } };

describe('what follows from a queue', () => {
  it('is one run that takes everything, as soon as the condition holds', () => {
    const queue = [event(1, 'orders'), event(2, 'orders'), event(3, 'fx_backup')];
    expect(judgeQueue(NESTED, queue.slice(0, 2), 1)).toEqual({ runs: [], withheld: false, forgotten: [] });
    expect(judgeQueue(NESTED, queue, 1)).toEqual({
      runs: [{ partition: null, day: null, events: queue, runAfter: 3000 }],
      withheld: false,
      forgotten: [],
    });
  });

  it('waits for room', () => {
    const queue = [event(1, 'orders'), event(2, 'fx')];
    expect(judgeQueue(NESTED, queue, 0)).toEqual({ runs: [], withheld: true, forgotten: [] });
  });

  it('is nothing for what the DAG does not wait for any more', () => {
    expect(judgeQueue({ cron: '0 0 * * *' }, [event(1, 'orders')], 1).forgotten).toHaveLength(1);
    expect(judgeQueue(null, [event(1, 'orders')], 1).forgotten).toHaveLength(1);
    expect(judgeQueue(NESTED, [event(1, 'orders'), event(2, 'old')], 1).forgotten).toEqual([event(2, 'old')]);
  });

  it('is a run for each partition key that is complete', () => {
    const schedule: NormalizedSchedule = { ...NESTED, partition: 'key' };
    const queue = [event(1, 'orders', 'eu'), event(2, 'fx', 'us'), event(3, 'orders'), event(4, 'fx', 'eu')];
    expect(judgeQueue(schedule, queue, 5)).toEqual({
      runs: [{ partition: 'eu', day: null, events: [queue[0], queue[3]], runAfter: 4000 }],
      withheld: false,
      forgotten: [queue[2]],
    });
  });

  it('is a run for each day of the zone, named by the partition or by the time of the event', () => {
    const schedule: NormalizedSchedule = { assets: 'orders', partition: 'day', timezone: 'Europe/Paris' };
    const at = Date.parse('2026-03-28T23:30:00Z');
    const queue = [
      event(1, 'orders', '2026-03-29'),
      event(2, 'orders', null, { at }),
      event(3, 'orders', 'eu', { at: 0 }),
    ];
    const { runs } = judgeQueue(schedule, queue, 5);
    const day = { name: '2026-03-29', start: Date.parse('2026-03-28T23:00Z'), end: Date.parse('2026-03-29T22:00Z') };
    expect(runs).toMatchObject([
      { partition: '2026-03-29', day, events: [queue[0], queue[1]], runAfter: at },
      { partition: '1970-01-01', events: [queue[2]] },
    ]);
  });

  it('holds for an alias when any of its assets has come', () => {
    const schedule: NormalizedSchedule = { assets: { alias: 'files' } };
    expect(judgeQueue(schedule, [event(1, 'a', null, { aliases: ['files'] })], 1).runs).toHaveLength(1);
    expect(judgeQueue(schedule, [event(1, 'a', null, { aliases: ['other'] })], 1).forgotten).toHaveLength(1);
  });

  it('forgets the earliest of an asset that comes again and again while the others do not', () => {
    const queue = Array.from({ length: WAITING_EVENTS + 2 }, (_, i) => event(i, 'orders'));
    const { forgotten } = judgeQueue(NESTED, queue, 1);
    expect(forgotten.map(({ id }) => id).sort()).toEqual(['asset-orders:0', 'asset-orders:1']);
  });
});

type Step = { kind: 'event'; asset: string; partition: string | null } | { kind: 'judge'; room: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    asset: fc.constantFrom('orders', 'fx', 'fx_backup', 'other'),
    partition: fc.constantFrom(null, 'a', 'b'),
  }),
  fc.record({ kind: fc.constant('judge' as const), room: fc.nat(2) }),
);

describe('however events and judgements follow each other', () => {
  it.each([undefined, 'key', 'day'] as const)(
    'partition %s: each event is taken once, and only by a run whose condition held',
    (partition) => {
      const schedule: NormalizedSchedule = partition === undefined ? NESTED : { ...NESTED, partition };
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
          let queue: QueuedEvent[] = [];
          const [all, taken] = [[] as QueuedEvent[], [] as QueuedEvent[]];
          const judge = (room: number): void => {
            const { runs, withheld, forgotten } = judgeQueue(schedule, queue, room);
            expect(runs.length).toBeLessThanOrEqual(room);
            for (const { events } of runs) expect(holdsFor(schedule.assets ?? '', events)).toBe(true);
            const gone = [...runs.flatMap(({ events }) => events), ...forgotten];
            expect(new Set(gone).size).toBe(gone.length);
            taken.push(...gone);
            queue = queue.filter((one) => !gone.includes(one));
            if (!withheld) expect(judgeQueue(schedule, queue, 9)).toEqual({ runs: [], withheld: false, forgotten: [] });
          };
          for (const [i, one] of [...steps, { kind: 'judge' as const, room: 9 }].entries()) {
            if (one.kind === 'judge') judge(one.room);
            else {
              const made = event(i, one.asset, one.partition);
              all.push(made);
              queue.push(made);
            }
          }
          expect([...taken, ...queue].map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
        }),
      );
    },
  );
});
