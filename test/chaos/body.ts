export type TaskSpec = Record<string, unknown>;

/** What every DAG of these tests is triggered with: the file that bodies write to, and the addresses of systems beside the product. */
export const params = { ledger: { type: 'string' }, system: { type: 'string' }, jobs: { type: 'string' } };

const script = (seconds: number, after: string): string =>
  `say() { echo "$(date +%s%N) $1 $KEY $$" >> "$LEDGER"; }; say begin; for i in $(seq ${Math.round(seconds * 25)}); do say alive; sleep 0.04; done; say end; ${after}`;

/**
 * A body that tells the ledger of itself: `begin`, then `alive` each 40 ms, then `end`, each with the ticket's key and its own pid. A body that
 * was killed has no end; one that lived beside another of the same key is seen by its `alive` lines.
 */
export const body = (seconds: number, after = '', env: Record<string, string> = {}): TaskSpec => ({
  type: 'bash',
  with: {
    command: script(seconds, after),
    env: {
      KEY: '{{ dagRun.id }}/{{ task.id }}/-1/{{ tryNumber }}',
      LEDGER: '{{ params.ledger }}',
      TRY: '{{ tryNumber }}',
      DROP: '{{ params.ledger }}.{{ dagRun.id }}',
      ...env,
    },
    output: 'none',
  },
});

/** The same for a task that is mapped, by itself or in its group, over `n`: the element is in `$N`. */
export const mappedBody = (seconds: number, after = ''): TaskSpec =>
  body(seconds, after, { KEY: '{{ dagRun.id }}/{{ task.id }}/{{ mapIndex }}/{{ tryNumber }}', N: '{{ map.n }}' });

/** A task whose result is a list of so many strings, '0' and on. */
export const listOf = (length: number): TaskSpec => ({
  type: 'bash',
  with: { command: `echo '${JSON.stringify(Array.from({ length }, (_, i) => `${i}`))}'`, output: 'json' },
});
