import { describe, expect, it } from 'vitest';
import { readBlocks } from './read-blocks.js';

describe('readBlocks', () => {
  it('finds commands, what they print, and files', () => {
    const page = [
      ...['# A page', '```sh', 'ls', 'pwd', '```', '', '```text', 'a', '```'],
      ...['<!-- not run: no network -->', '```sh', 'curl x', '```'],
      ...['```yaml', '# dags/a.yaml', 'id: a', '```', '```yaml', 'part: of a file', '```'],
    ].join('\n');
    expect(readBlocks(page)).toEqual([
      { kind: 'commands', line: 2, text: 'ls\npwd', notRun: null },
      { kind: 'output', line: 7, text: 'a' },
      { kind: 'commands', line: 11, text: 'curl x', notRun: 'no network' },
      { kind: 'file', line: 14, text: '# dags/a.yaml\nid: a\n', path: 'dags/a.yaml' },
    ]);
  });

  it('says where a block has no end', () => {
    expect(() => readBlocks('text\n```sh\nls')).toThrow('the block of line 2 has no end');
  });
});
