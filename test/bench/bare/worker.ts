import { NativeConnection, Runtime, DefaultLogger, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { fibo } from '../fibo.js';

/** A bare Temporal worker with the same settings as Continuo's, in a process of its own: `worker.ts <address> <task queue>`. */
const [address = '', taskQueue = 'bare'] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  activities: { work: (n: number) => Promise.resolve(fibo(n)), noop: () => Promise.resolve() },
  maxConcurrentActivityTaskExecutions: 200,
  maxConcurrentWorkflowTaskExecutions: 40,
  maxConcurrentActivityTaskPolls: 10,
  maxConcurrentWorkflowTaskPolls: 10,
});
process.stdin.resume().on('end', () => worker.shutdown());
console.log('ready');
await worker.run();
await connection.close();
