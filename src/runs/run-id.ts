/** What a run id may be; the API's refusals name it. */
export const RUN_ID = /^[A-Za-z0-9_.~:+-]+$/;
export const LONGEST_RUN_ID = 250;

/** Microseconds since the epoch. */
export type Micros = bigint;

export const microsOf = (instant: string): Micros => {
  const fraction = /\.(\d+)Z$/.exec(instant)?.[1] ?? '';
  const seconds = BigInt(Date.parse(instant.replace(/\.\d+Z$/, 'Z')) / 1000);
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
};

/** RFC 3339 in UTC with three digits, six where there are microseconds. */
export const instantOf = (micros: Micros): string => {
  const fraction = String(micros % 1_000_000n).padStart(6, '0');
  const seconds = new Date(Number(micros / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${fraction.endsWith('000') ? fraction.slice(0, 3) : fraction}Z`;
};

/** `manual__2026-11-21T08:00:00.123000+00:00`, from the instant of the trigger. */
export const manualRunId = (instant: string): string => {
  const [seconds = '', fraction = ''] = instant.replace('Z', '').split('.');
  return `manual__${seconds}.${fraction.padEnd(6, '0')}+00:00`;
};

const AUTOMATED_KINDS = ['scheduled', 'backfill', 'asset_triggered'] as const;

/** Whose name the run id is, null where no automated run is named so; Airflow's `DagRunType.from_run_id`. */
export const automatedKind = (runId: string): (typeof AUTOMATED_KINDS)[number] | null =>
  AUTOMATED_KINDS.find((kind) => runId.startsWith(`${kind}__`)) ?? null;
