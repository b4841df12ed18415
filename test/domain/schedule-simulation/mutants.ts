import { tick, type Ticked, type TickState } from '../../../src/domain/schedule/tick.js';
import type { Tick } from './store.js';

/** Ticks that are wrong in one way each. The simulation must find all of them, or it proves nothing. */
export const MUTANTS: Readonly<Record<string, Tick>> = {
  'the cursor moves twice': (state) => {
    const ticked = tick(state);
    if (ticked.runs.length === 0 || ticked.cursor.next === null) return ticked;
    return { ...ticked, cursor: { last: ticked.cursor.next.interval, next: null } };
  },
  'the cursor does not move': (state) => ({ ...tick(state), cursor: state.cursor }),
  'the catchup rule is dropped': (state) => tick(withCatchup(state, true)),
  'everything is caught up with the latest only': (state) => tick(withCatchup(state, false)),
  'unpausing makes all': (state) => tick(state.cursor.next === null ? withCatchup(state, true) : state),
  'what was stored is passed over when it is late': (state) =>
    tick(state.schedule?.cron === undefined ? state : { ...state, cursor: { ...state.cursor, next: null } }),
  'a second early': (state) => tick({ ...state, now: state.now + 1_000 }),
  'one more than there is room for': (state) => tick({ ...state, room: state.room + 1 }),
  'a paused DAG goes on': (state) => tick({ ...state, paused: false }),
  'endDate is forgotten': (state) => tick({ ...state, limits: { ...state.limits, endDate: null } }),
  'it looks again an hour too late': (state) => later(tick(state), 3_600_000),
  'what is withheld is looked at no more': (state) => {
    const ticked = tick(state);
    return ticked.wakeAt === null && !state.paused ? { ...ticked, cursor: { ...ticked.cursor, next: null } } : ticked;
  },
  'a changed schedule goes back': (state) => {
    const { last } = state.cursor;
    return last === null || state.cursor.next !== null
      ? tick(state)
      : tick({ ...state, cursor: { last: { start: last.start - 1, end: last.start }, next: null } });
  },
};

const withCatchup = (state: TickState, catchup: boolean): TickState => ({
  ...state,
  limits: { ...state.limits, catchup },
});

const later = (ticked: Ticked, by: number): Ticked => ({
  ...ticked,
  wakeAt: ticked.wakeAt === null ? null : ticked.wakeAt + by,
});
