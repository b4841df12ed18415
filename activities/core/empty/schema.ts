import { z } from 'zod';

export const emptyWith = z.strictObject({});
export type EmptyWith = z.output<typeof emptyWith>;
