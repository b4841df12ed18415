// Stands for the service in specs of the supervisor: an HTTP server that says where it listens, and ends with its supervisor.
import { createServer } from 'node:http';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const server = createServer((request, response) => {
  if (request.url === '/env') return response.end(JSON.stringify(process.env));
  response.statusCode = request.url === '/readyz' ? 200 : 404;
  response.end();
});
server.listen(Number(process.env.CONTINUO_PORT), '127.0.0.1', () => {
  const file = join(process.env.CONTINUO_HOME, 'run', 'service.json');
  writeFileSync(`${file}.draft`, JSON.stringify({ port: server.address().port, pid: process.pid }));
  renameSync(`${file}.draft`, file);
});
const end = () => process.exit(0);
process.on('SIGTERM', end);
process.stdin.on('end', end).resume();
