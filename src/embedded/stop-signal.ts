const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that aborts at the first Ctrl-C, TERM or HUP. Later ones change nothing (npm passes on the Ctrl-C that the terminal
 * has sent already): stopping is under way, and each child has a time limit.
 */
export function onFirstStopSignal(say: (line: string) => void): AbortSignal {
  const stop = new AbortController();
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (stop.signal.aborted) return;
      say('Stopping …');
      stop.abort(new Error(`${name} received`));
    });
  }
  return stop.signal;
}
