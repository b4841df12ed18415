/** A run that has ended. */
export interface EndedRun {
  dagRunId: string;
  runId: string;
  failed: boolean;
}

/**
 * The runs for which a DAG with `maxConsecutiveFailedRuns` is paused; null where it goes on. A run under way says nothing yet.
 * @param most 0: never
 * @param latest the latest runs that have ended, by logical date, at least `most` of them where there are so many
 */
export function failedInARow(most: number, latest: readonly EndedRun[]): readonly EndedRun[] | null {
  const last = latest.slice(0, most);
  return most > 0 && last.length === most && last.every(({ failed }) => failed) ? last : null;
}

/** The reason of the pause, as people read it; a long list is cut. */
export function reasonOfPause(failed: readonly EndedRun[]): string {
  const named = failed.slice(0, MOST_NAMED).map(({ runId }) => runId);
  const more = failed.length > MOST_NAMED ? ' and others' : '';
  return `${failed.length === 1 ? 'the last run' : `the last ${failed.length} runs`} failed: ${named.join(', ')}${more}`;
}

const MOST_NAMED = 10;
