import { describe, expect, it } from 'vitest';
import { runCommand } from '../../test/support/cli/run-command.js';
import { CliFailure } from './cli-failure.js';
import { EXIT } from './exit-code.js';

const NOWHERE = { env: { CONTINUO_HOME: '/nonexistent/home' } };

describe('usage', () => {
  it.each([
    [['--help'], 'Exit codes:'],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['runs', 'trigger', '--help'], '--logical-date'],
    [['runs', '--help'], '<dag>/<run id>'],
    [['help', 'tokens'], 'revoke'],
  ])('%j answers 0 on stdout', async (args, text) => {
    const { code, stdout } = await runCommand(args);
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(text);
  });

  it.each([
    [[], 'Usage: continuo'],
    [['nonsense'], "unknown command 'nonsense'"],
    [['dags', 'lst'], "unknown command 'lst'"],
    [['dags', 'list', '--nonsense'], "unknown option '--nonsense'"],
    [['dags', 'list', 'extra'], 'too many arguments'],
    [['dags', 'pause'], "missing required argument 'dag'"],
    [['runs', 'list', '--limit', '0'], 'Write a whole number from 1 on.'],
    [['runs', 'list', '--limit', '1e3'], 'Write a whole number from 1 on.'],
    [['runs', 'list', '--state', 'DONE'], 'Known are QUEUED, RUNNING, SUCCESS, FAILED.'],
    [['tokens', 'create', 'ci'], "required option '--permission <permission>'"],
    [['connections', 'set', 'db', '--type', 'postgres', '--port', '65536'], 'from 1 to 65535'],
    [['worker'], "required option '--queue <name>'"],
    [['dags', 'diff', 'weather', '1', 'latest'], '"latest" is no version'],
    [['dags', 'list', '--paused', '--active'], 'either --paused or --active'],
    [['dags', 'list', '--url', 'ftp://x'], '--url accepts an address such as'],
    [['dags', 'list', '--token-file', '/nonexistent', '--url', 'http://127.0.0.1:1'], 'cannot be read'],
    [['runs', 'trigger', 'weather', '--conf', '{x'], '--conf: not JSON'],
    [['runs', 'trigger', 'weather', '--conf', '@/nonexistent.json'], 'cannot be read'],
    [['connections', 'set', 'db'], '--type is missing'],
    [['connections', 'set', 'db', '--uri-stdin', '--password-stdin'], 'either --password-stdin or --uri-stdin'],
    [['variables', 'set', 'key', 'hunter2', '--secret'], 'give a secret by --stdin'],
    [['variables', 'set', 'key'], 'the value is missing'],
    [['variables', 'set', 'key', 'x', '--stdin'], 'either as an argument or by --stdin'],
    [['connections', 'set', 'db', '--type', 'http', '--password-stdin'], 'nothing came'],
    [['dags', 'validate', '/nonexistent.yaml'], 'cannot be read (ENOENT)'],
    [['dags', 'validate', 'readme.md'], 'ends in .yaml, .yml, .json or .ts'],
  ])('%j answers 2 and says why on stderr', async (args, text) => {
    const { code, stdout, stderr } = await runCommand(args, NOWHERE);
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' });
    expect(stderr).toContain(text);
  });
});

describe('failures', () => {
  it('without a service: 4, and what to do', async () => {
    const { code, stderr } = await runCommand(['dags', 'list'], NOWHERE);
    expect(code).toBe(EXIT.unavailable);
    expect(stderr).toBe(
      'continuo: no service runs for /nonexistent/home (it has no endpoint.json): start one with "npm start", or name one by CONTINUO_URL or CONTINUO_HOME\n',
    );
  });

  it('as JSON with --json, wherever it stands', async () => {
    const { stdout, stderr } = await runCommand(['--json', 'dags', 'list'], NOWHERE);
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toEqual({ error: { code: 'UNREACHABLE', message: expect.any(String) as string } });
  });

  it('that nobody expected show where they happened', async () => {
    const runWorker = (): Promise<never> => Promise.reject(new Error('boom'));
    const { code, stderr } = await runCommand(['worker', '--queue', 'gpu'], { runWorker });
    expect(code).toBe(EXIT.failed);
    expect(stderr).toContain('Error: boom\n');
    expect(stderr).toContain('program.unit.spec');
  });
});

describe('worker', () => {
  it('serves the queue and ends as the worker ended', async () => {
    const queues: string[] = [];
    const runWorker = async ({ queue }: { queue: string }): Promise<number> => (
      queues.push(queue),
      queue === 'bad' ? 1 : 0
    );
    expect((await runCommand(['worker', '--queue', 'gpu'], { runWorker })).code).toBe(EXIT.ok);
    expect((await runCommand(['worker', '--queue', 'bad'], { runWorker })).code).toBe(EXIT.failed);
    expect(queues).toEqual(['gpu', 'bad']);
  });

  it('passes on why it cannot start', async () => {
    const runWorker = (): Promise<never> =>
      Promise.reject(new CliFailure(EXIT.unavailable, 'UNREACHABLE', 'no database'));
    const ended = await runCommand(['worker', '--queue', 'gpu'], { runWorker });
    expect(ended).toEqual({ code: EXIT.unavailable, stdout: '', stderr: 'continuo: no database\n' });
  });
});
