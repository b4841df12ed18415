// Stands for the worker in specs of the supervisor. With WORKER_DIES=1 it dies at once.
if (process.env.WORKER_DIES === '1') {
  console.error('the worker cannot go on');
  process.exit(7);
}
const end = () => process.exit(0);
process.on('SIGTERM', end);
process.stdin.on('end', end).resume();
setInterval(() => undefined, 1_000);
