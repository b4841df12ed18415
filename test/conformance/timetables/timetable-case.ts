/** The cases of `timetables.json` and its kin, as the file's `meta` describes them. Instants are RFC 3339. */
export interface TimetableCase {
  id: string;
  op: 'next' | 'infer_manual' | 'enable' | 'validate' | 'run_id' | 'presets';
  timetable?: TimetableSketch;
  now?: string | null;
  last?: [string, string] | null;
  earliest?: string | null;
  latest?: string | null;
  catchup?: boolean;
  run_after?: string;
  run_type?: string;
  data_interval?: [string, string] | null;
  expect: unknown;
  /** The one field of `expect` that the source asserts. */
  asserted?: string;
  /** The sources disagree: the case says something, and fails nothing. */
  conflict?: boolean;
}

/** A timetable of Airflow's, by its type. Durations are ISO 8601. */
export interface TimetableSketch {
  type: string;
  cron?: string;
  crons?: string[];
  tz?: string;
  delta?: string;
  /** `calendar`: a relativedelta. */
  delta_kind?: 'timedelta' | 'calendar';
  interval?: string | null;
  run_immediately?: boolean | string | null;
  dates?: string[];
  restrict_to_events?: boolean;
  holidays?: string[];
  /** Of asset-or-time: the timetable beside the assets. */
  timetable?: TimetableSketch;
}

/** The fields of `expect` where a run follows. */
export interface ExpectedRun {
  interval?: [string, string];
  interval_start?: string;
  interval_end?: string;
  logical_date?: string;
  run_after?: string;
}
