/** The stream of a backfill's events; its head is written under the lock of the dags row. */
export const backfillStream = (id: string): string => `backfill-${id}`;
