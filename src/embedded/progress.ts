/** Where the start tells what it does. Lines go to a terminal or a log; plain text in both. */
export interface Progress {
  /** One line, at once. */
  say(line: string): void;
  /** Runs a step. Its name shows once it has taken more than a second, its time at the end; every 10 s it says that it still runs. */
  step<T>(name: string, work: (note: (detail: string) => void) => Promise<T>): Promise<T>;
}

const QUIET_MS = 1_000;
const AGAIN_MS = 10_000;

/** A printer over any line sink. */
export function progressPrinter(write: (line: string) => void): Progress {
  return {
    say: write,
    async step(name, work) {
      const began = performance.now();
      let shown = false;
      let detail = '';
      const seconds = (): string => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
      const first = setTimeout(() => ((shown = true), write(`${name} …`)), QUIET_MS);
      const again = setInterval(() => write(`${name} … ${seconds()}${detail === '' ? '' : `, ${detail}`}`), AGAIN_MS);
      try {
        const result = await work((text) => (detail = text));
        if (shown) write(`${name}: done in ${seconds()}`);
        return result;
      } finally {
        clearTimeout(first);
        clearInterval(again);
      }
    },
  };
}

/** The printer of `npm start`. A terminal that went away (EPIPE) must not end the supervisor. */
export function terminalProgress(): Progress {
  process.stdout.on('error', () => undefined);
  return progressPrinter((line) => process.stdout.write(`${line}\n`));
}

/** For callers that show nothing. */
export const silentProgress: Progress = progressPrinter(() => undefined);
