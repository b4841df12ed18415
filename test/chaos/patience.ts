export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** As a careful client does: asks again until there is an answer other than null, whatever dies meanwhile. Throws the last error after two minutes. */
export async function insist<T>(ask: () => Promise<T | null> | T | null): Promise<T> {
  const until = Date.now() + 120_000;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null) return answer;
      if (Date.now() > until) throw new Error('there is still no answer');
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await pause(150);
  }
}
