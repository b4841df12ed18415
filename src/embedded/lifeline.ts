import type { Readable } from 'node:stream';

/** Set by the supervisor for its children: their stdin is a pipe that ends when the supervisor is gone. */
export const SUPERVISED = 'CONTINUO_SUPERVISED';

/**
 * For the service and the worker: calls `onGone` once when the supervisor that started this process has ended, however it
 * ended. Without a supervisor nothing happens. Does not keep the process alive.
 */
export function watchSupervisor(
  onGone: () => void,
  env: NodeJS.ProcessEnv = process.env,
  stdin: Readable & { unref?: () => void } = process.stdin,
): void {
  if (env[SUPERVISED] !== '1') return;
  let told = false;
  const once = (): void => {
    if (told) return;
    told = true;
    onGone();
  };
  for (const event of ['end', 'close', 'error']) stdin.once(event, once);
  stdin.resume();
  stdin.unref?.();
}
