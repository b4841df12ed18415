import { z } from 'zod';

export const logWith = z.strictObject({
  message: z.string().min(1),
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type LogWith = z.output<typeof logWith>;
