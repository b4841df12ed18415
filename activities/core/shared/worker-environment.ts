const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ'] as const;

/** The environment of a child process: PATH, HOME, LANG and TZ of the worker, and nothing else of the service (dag-spec, bash). */
export function workerEnvironment(own: Record<string, string>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) passed[name] = value;
  }
  return { ...passed, ...own };
}
