const SECOND = 1_000;

/** A DAG that is due every few seconds, and all logical dates that it must have. */
export interface DueDag {
  spec: Record<string, unknown> & { id: string };
  /** Ms since the epoch, ascending. */
  logicalDates: number[];
  /** From the logical date to the time at which its run is due, ms. */
  dueAfter: number;
}

/** Seconds between two runs of a DAG. */
const PERIOD = 5;

/**
 * DAGs of one empty task, each due every five seconds from one instant to another (whole seconds, both included as logical dates): by cron as points
 * and as intervals, by a fixed step, in turns, with each of the five seconds on which one can be due. With catchup: a run that is late must not be lost.
 */
export function dueDags(count: number, from: number, to: number): DueDag[] {
  return Array.from({ length: count }, (_, number) => {
    const offset = number % PERIOD;
    const dates = instantsOf(offset, from, to);
    const { schedule, isPoint } = scheduleOf(Math.floor(number / PERIOD), offset);
    const limits = {
      startDate: iso(schedule.every === undefined ? from : (dates[0] ?? from)),
      endDate: iso(to),
      catchup: true,
    };
    const spec = {
      id: `due_${number}`,
      schedule,
      ...limits,
      maxActiveRuns: 10_000,
      tasks: { done: { type: 'empty' } },
    };
    return { spec, logicalDates: dates, dueAfter: isPoint ? 0 : PERIOD * SECOND };
  });
}

function scheduleOf(
  kind: number,
  offset: number,
): { schedule: { cron?: string; every?: string; timetable?: string }; isPoint: boolean } {
  const cron = `* * * * * ${offset}-59/${PERIOD}`;
  switch (kind % 3) {
    case 0:
      return { schedule: { cron, timetable: 'trigger' }, isPoint: true };
    case 1:
      return { schedule: { cron }, isPoint: false };
    default:
      return { schedule: { every: `${PERIOD}s` }, isPoint: false };
  }
}

function instantsOf(offset: number, from: number, to: number): number[] {
  const instants: number[] = [];
  for (let at = Math.ceil(from / SECOND) * SECOND; at <= to; at += SECOND) {
    if ((at / SECOND) % PERIOD === offset) instants.push(at);
  }
  return instants;
}

const iso = (ms: number): string => new Date(ms).toISOString();
