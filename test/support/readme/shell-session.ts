import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  /** 0 when every command of the block succeeded; null when it took too long. */
  code: number | null;
  /** stdout and stderr as they came. */
  output: string;
}

/** One terminal: variables, aliases and background jobs of a block are there for the next. The first command that fails ends it. */
export class ShellSession {
  private readonly notes = mkdtempSync(join(tmpdir(), 'continuo-readme-notes-'));
  private readonly shell: ChildProcess;
  private count = 0;
  private said = '';

  constructor(directory: string, env: NodeJS.ProcessEnv) {
    const options = ['--noprofile', '--norc', '-O', 'expand_aliases', '-eo', 'pipefail'];
    this.shell = spawn('bash', options, { cwd: directory, env, detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
    this.shell.stdout?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.shell.stdin?.on('error', () => undefined);
  }

  async run(commands: string, withinMs: number): Promise<Ran> {
    if (this.isOver) return { code: null, output: 'the terminal was ended by a command before' };
    const base = join(this.notes, String((this.count += 1)));
    writeFileSync(`${base}.sh`, commands);
    writeFileSync(`${base}.out`, '');
    this.shell.stdin?.write(`eval "$(cat ${base}.sh)" </dev/null >${base}.out 2>&1; echo done-${this.count}\n`);
    const until = Date.now() + withinMs;
    const isDone = (): boolean => this.said.includes(`done-${this.count}\n`);
    while (!isDone() && !this.isOver && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    return { code: isDone() ? 0 : this.shell.exitCode, output: readFileSync(`${base}.out`, 'utf8') };
  }

  async close(): Promise<void> {
    if (!this.isOver && this.shell.pid !== undefined) {
      const ended = once(this.shell, 'exit');
      process.kill(-this.shell.pid, 'SIGKILL');
      await ended;
    }
    rmSync(this.notes, { recursive: true });
  }

  private get isOver(): boolean {
    return this.shell.exitCode !== null || this.shell.signalCode !== null;
  }
}
