/** Lets one loop wait for a sign or for some time; a sign given meanwhile is not lost. */
export interface Waker {
  wake(): void;
  wait(ms: number): Promise<void>;
}

export function waker(): Waker {
  let woken = false;
  let release = (): void => undefined;
  return {
    wake: () => {
      woken = true;
      release();
    },
    wait: async (ms) => {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          release = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      woken = false;
    },
  };
}
