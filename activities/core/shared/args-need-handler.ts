import type { z } from 'zod';

/** Refinement: `args` without a handler would be ignored. */
export function argsNeedHandler(
  value: { args?: unknown; handler?: string | undefined },
  issues: z.RefinementCtx,
): void {
  if (value.args === undefined || value.handler !== undefined) return;
  issues.addIssue({ code: 'custom', message: '"args" needs "handler"' });
}
