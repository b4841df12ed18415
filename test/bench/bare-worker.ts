import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Bare Temporal's worker in a process of its own, on the task queue `bare`. */
export async function startBareWorker(address: string): Promise<{ stop(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    ['node_modules/jiti/lib/jiti-cli.mjs', 'test/bench/bare/worker.ts', address, 'bare'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  return {
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
