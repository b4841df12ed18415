import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runOperator, testContext } from '../../sdk/testing/index.js';
import { bash } from './bash.js';

const run = async (given: object, context = testContext()) => (await runOperator(bash, context, given)).value;

describe('bash: the result', () => {
  it('is the last line of stdout, and nothing when nothing was printed', async () => {
    expect(await run({ command: 'echo one; echo two; echo problem >&2' })).toBe('two');
    expect(await run({ command: 'printf "no newline"' })).toBe('no newline');
    expect(await run({ command: 'true' })).toBeUndefined();
  });

  it('is all of stdout as text, or parsed as JSON, even in one line above the cut of the log', async () => {
    expect(await run({ command: 'echo a; echo b', output: 'text' })).toBe('a\nb\n');
    expect(await run({ command: 'true', output: 'text' })).toBe('');
    const long = `printf '["'; head -c 200000 /dev/zero | tr '\\0' x; printf '"]'`;
    expect(await run({ command: long, output: 'json' })).toEqual(['x'.repeat(200_000)]);
    expect(await run({ command: 'echo a', output: 'none' })).toBeUndefined();
  });

  it('keeps characters whole that the pipe cuts', async () => {
    expect(await run({ command: `printf '\\303'; sleep 0.05; printf '\\244'` })).toBe('ä');
  });

  it('fails when it is no JSON or too large', async () => {
    await expect(run({ command: 'echo x', output: 'json' })).rejects.toMatchObject({ name: 'BadOutput' });
    await expect(run({ command: 'echo 123456', maxOutputBytes: 5 })).rejects.toMatchObject({
      name: 'OutputTooLarge',
      options: { retryable: false },
    });
    await expect(run({ command: 'seq 1000', maxOutputBytes: 5 })).resolves.toBe('1000');
  });

  it('stays small when a task prints 200 MB', { timeout: 60_000 }, async () => {
    const quiet = testContext();
    let lines = 0;
    const context = { ...quiet, logger: { ...quiet.logger, line: () => void (lines += 1) } };
    const before = process.memoryUsage().rss;
    expect(
      await run(
        { command: 'yes 0123456789012345678901234567890123456789 | head -c 200000000; echo; echo end' },
        context,
      ),
    ).toBe('end');
    expect(lines).toBeGreaterThan(4_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });
});

describe('bash: the exit code', () => {
  it('fails the task with the last lines of stderr', async () => {
    const failure = run({ command: 'for i in 1 2 3 4 5 6 7; do echo "line $i" >&2; done; exit 3' });
    await expect(failure).rejects.toMatchObject({ name: 'BashExit', code: 'TASK_FAILURE' });
    await expect(failure).rejects.toThrow('exited with code 3:\nline 3\nline 4\nline 5\nline 6\nline 7');
  });

  it('skips at 99, at codes of the author, and never when there are none', async () => {
    await expect(run({ command: 'exit 99' })).rejects.toMatchObject({ code: 'SKIP_TASK' });
    await expect(run({ command: 'exit 7', skipExitCode: [6, 7] })).rejects.toMatchObject({ code: 'SKIP_TASK' });
    await expect(run({ command: 'exit 99', skipExitCode: 7 })).rejects.toMatchObject({ name: 'BashExit' });
    await expect(run({ command: 'exit 99', skipExitCode: null })).rejects.toMatchObject({ name: 'BashExit' });
  });

  it('says by which signal the shell ended', async () => {
    await expect(run({ command: 'kill -9 $$' })).rejects.toThrow('was ended by SIGKILL');
  });

  it('says what is missing when the shell cannot be started', async () => {
    await expect(run({ command: 'true', shell: 'no-such-shell' })).rejects.toMatchObject({ name: 'StartFailed' });
  });
});

describe('bash: the environment', () => {
  it('is PATH, HOME, LANG and TZ of the worker and env, and nothing else', async () => {
    process.env['SERVICE_SECRET'] = 'hidden';
    const names = await run({
      command: `env -0 | tr '\\0' '\\n' | cut -d= -f1 | sort | tr '\\n' ' '`,
      env: { MINE: 1, YES: true },
    });
    delete process.env['SERVICE_SECRET'];
    const own = String(names).trim().split(' ');
    expect(own).toContain('MINE');
    expect(
      own.filter(
        (name) => !['PATH', 'HOME', 'LANG', 'TZ', 'MINE', 'YES', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name),
      ),
    ).toEqual([]);
    expect(await run({ command: 'echo "$A"', env: { A: '$(echo no) "x"' } })).toBe('$(echo no) "x"');
  });

  it('starts in cwd under an allowed root, the first root by default', async () => {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'bash-')));
    const context = testContext({ roots: [root] });
    expect(await run({ command: 'pwd' }, context)).toBe(root);
    expect(await run({ command: 'mkdir deep' }, context)).toBeUndefined();
    expect(await run({ command: 'pwd', cwd: 'deep' }, context)).toBe(join(root, 'deep'));
    await expect(run({ command: 'pwd', cwd: '/etc' }, context)).rejects.toMatchObject({ name: 'PathNotAllowed' });
  });
});

describe('bash: log and cancel', () => {
  it('logs both streams line by line while it runs', async () => {
    const context = testContext();
    const go = join(await mkdtemp(join(tmpdir(), 'bash-')), 'go');
    const command = `echo first; while [ ! -e ${go} ]; do sleep 0.05; done; echo second; echo third >&2`;
    const running = run({ command }, context);
    await expect.poll(() => context.lines).toEqual([{ stream: 'stdout', text: 'first' }]);
    await writeFile(go, '');
    await running;
    expect(context.lines).toContainEqual({ stream: 'stderr', text: 'third' });
  });

  it('fails with the reason of the cancel; a process that ignores TERM is killed, and its children with it', async () => {
    const context = testContext({ graceMs: 200 });
    const running = run(
      {
        command:
          'trap "" TERM; echo $$; (trap "" TERM; while :; do sleep 0.1; done) & wait; while :; do sleep 0.1; done',
      },
      context,
    );
    const settled = expect(running).rejects.toThrow('enough of it');
    await expect.poll(() => context.lines.length).toBe(1);
    context.abort(new Error('enough of it'));
    await settled;
    const group = Number(context.lines[0]?.text);
    await expect.poll(() => isAlive(group)).toBe(false);
  });
});

describe('bash: with', () => {
  it('refuses unknown keys and bad names of variables', async () => {
    await expect(run({ command: 'true', comand: 'x' })).rejects.toThrow('comand');
    await expect(run({ command: 'true', env: { 'A-B': 'x' } })).rejects.toThrow('with.env.A-B');
    await expect(run({})).rejects.toThrow('with.command');
  });
});

/** A zombie is not: it only waits for whoever is process 1 to take note. */
function isAlive(group: number): boolean {
  const states = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' });
  return states.split('\n').some((line) => new RegExp(`^\\s*${group}\\s+[^Z\\s]`).test(line));
}
