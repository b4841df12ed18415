import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../../test/support/cli/fixture-api.js';
import { aRun, aTask } from '../../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../../test/support/cli/run-command.js';
import { EXIT } from '../../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());

/** A task whose tries write lines, as a service would answer for it. */
class LoggedTask {
  readonly tries: string[][] = [[]];
  closed = false;
  state = 'RUNNING';
  private wake = (): void => undefined;

  write(...lines: string[]): void {
    this.tries.at(-1)?.push(...lines);
    this.wake();
  }
  retry(): void {
    this.tries.push([]);
    this.wake();
  }
  end(state: string): void {
    this.state = state;
    this.closed = true;
    this.wake();
  }

  resolvers(): Parameters<typeof startFixtureApi>[0] {
    const log = ({ tryNumber, after, limit }: { tryNumber?: number | null; after: number; limit: number }): object => {
      const wanted = tryNumber ?? this.tries.length;
      const all = this.tries[wanted - 1] ?? [];
      const lines = all
        .slice(after, after + limit)
        .map((text, i) => ({ number: after + i + 1, at: '2026-11-21T08:00:03Z', stream: 'stdout', text }));
      const closed = wanted < this.tries.length || this.closed;
      return { lines, nextLine: after + lines.length + 1, complete: closed && after + lines.length === all.length };
    };
    const task = ({ taskId }: { taskId: string }): object | null =>
      taskId === 'fetch' ? aTask({ state: this.state, tryNumber: this.tries.length, log }) : null;
    return { dagRun: () => aRun({ task }), taskLog: () => this.signs() };
  }

  private async *signs(): AsyncGenerator<object> {
    for (let number = 1; !this.closed; number += 1) {
      await new Promise<void>((resolve) => (this.wake = resolve));
      yield { taskLog: { number, at: '2026-11-21T08:00:03Z', stream: 'stdout', text: 'sign' } };
    }
  }
}

const logs = (...args: string[]): ReturnType<typeof runCommand> =>
  runCommand(['runs', 'logs', ...args], { url: api?.url ?? '' });
const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('runs logs', () => {
  it('prints what there is, page by page', async () => {
    const task = new LoggedTask();
    const lines = Array.from({ length: 2_500 }, (_, i) => `line ${i}`);
    task.write(...lines);
    api = await startFixtureApi(task.resolvers());
    const { code, stdout } = await logs('run-1', 'fetch');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toBe(`${lines.join('\n')}\n`);
  });

  it('prints one try, with times where asked', async () => {
    const task = new LoggedTask();
    task.write('old');
    task.retry();
    task.write('new');
    api = await startFixtureApi(task.resolvers());
    expect((await logs('run-1', 'fetch')).stdout).toBe('new\n');
    expect((await logs('run-1', 'fetch', '--try', '1', '--timestamps')).stdout).toBe(
      '2026-11-21T08:00:03Z stdout old\n',
    );
    expect(JSON.parse((await logs('run-1', 'fetch', '--json')).stdout)).toMatchObject({
      tryNumber: 2,
      number: 1,
      text: 'new',
    });
  });

  it('says that nothing was logged, and answers 3 for an unknown task', async () => {
    api = await startFixtureApi(new LoggedTask().resolvers());
    expect(await logs('run-1', 'fetch')).toEqual({
      code: EXIT.ok,
      stdout: '',
      stderr: 'no line was logged (the task is RUNNING, try 1)\n',
    });
    expect(await logs('run-1', 'nothing')).toMatchObject({ code: EXIT.refused });
  });

  it('follows through a retry, each line once, and ends with the task', async () => {
    const task = new LoggedTask();
    task.write('one');
    api = await startFixtureApi(task.resolvers());
    let shown = '';
    const following = runCommand(['runs', 'logs', 'run-1', 'fetch', '--follow'], {
      url: api.url,
      onOutput: (text) => (shown += text),
    });
    await until(() => shown.includes('one'));
    task.write('two');
    await until(() => shown.includes('two'));
    task.retry();
    task.write('three');
    await until(() => shown.includes('three'));
    task.end('SUCCESS');
    expect(await following).toEqual({ code: EXIT.ok, stdout: 'one\ntwo\nthree\n', stderr: '── try 2\n' });
  });

  it('follows across a restart of the service', async () => {
    const task = new LoggedTask();
    task.write('one');
    const first = await startFixtureApi(task.resolvers());
    let shown = '';
    const following = runCommand(['runs', 'logs', 'run-1', 'fetch', '-f'], {
      url: first.url,
      onOutput: (text) => (shown += text),
    });
    await until(() => shown.includes('one'));
    await first.stop();
    task.write('two');
    api = await startFixtureApi(task.resolvers(), Number(new URL(first.url).port));
    await until(() => shown.includes('two'));
    task.write('three');
    task.end('FAILED');
    const { code, stdout } = await following;
    expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: 'one\ntwo\nthree\n' });
  });
});
