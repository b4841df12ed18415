import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { ShellSession } from './shell-session.js';

describe('ShellSession', () => {
  let shell: ShellSession | null = null;
  const open = (): ShellSession => (shell = new ShellSession(tmpdir(), { PATH: process.env['PATH'] }));
  afterEach(() => shell?.close());

  it('is one terminal: aliases and variables stay, both streams are read', async () => {
    const terminal = open();
    expect(await terminal.run('alias hello="echo hello"\nNAME=you', 5_000)).toEqual({ code: 0, output: '' });
    expect(await terminal.run('hello "$NAME"; echo wrong >&2', 5_000)).toEqual({
      code: 0,
      output: 'hello you\nwrong\n',
    });
  });

  it('ends at the first command that fails, be it in the middle or in a pipe', async () => {
    const terminal = open();
    expect(await terminal.run('echo a\nfalse | cat\necho b', 5_000)).toEqual({ code: 1, output: 'a\n' });
    expect((await terminal.run('echo c', 5_000)).code).toBeNull();
  });

  it('does not wait for ever', async () => {
    expect(await open().run('echo a; sleep 30', 300)).toEqual({ code: null, output: 'a\n' });
  });
});
