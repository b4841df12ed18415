import { z } from 'zod';

export const latestOnlyWith = z.strictObject({});
export type LatestOnlyWith = z.output<typeof latestOnlyWith>;
