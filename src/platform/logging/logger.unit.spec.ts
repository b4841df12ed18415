import { describe, expect, it } from 'vitest';
import { createLog, NestLog } from './logger.js';
import { logError } from './log-error.js';
import { maskSecrets } from './mask-secrets.js';

function written(act: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  act(createLog('trace', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it.each([
    ['a token', 'got cto_abcdefghijklmnop', 'got cto_***'],
    ['a header', 'Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['a URL', 'postgresql://ada:hunter2@db/x', 'postgresql://ada:***@db/x'],
    ['a field', '{"password":"hunter2","a":1}', '{"password":"***","a":1}'],
    ['an assignment', 'api_key = hunter2 next', 'api_key = *** next'],
  ])('masks %s', (_name, text, expected) => {
    expect(maskSecrets(text)).toBe(expected);
  });

  it('masks whatever passes, errors and their stacks too', () => {
    const text = written((log) => {
      log.info({ url: 'postgresql://ada:hunter2@db/x' }, 'connect with cto_abcdefghijklmnop');
      logError(log)(new Error('no access for postgresql://ada:hunter2@db/x'));
      new NestLog(log).error(new Error('password=hunter2'), 'Context');
    });
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('abcdefghijklmnop');
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { level: string }).level),
    ).toEqual(['info', 'error', 'error']);
  });

  it('an error that a caller saw masked stands with its correlation id', () => {
    const masked = { unexpected: new Error('relation gone'), formatted: { extensions: { correlationId: 'c-1' } } };
    expect(written((log) => logError(log)(masked))).toContain('"correlationId":"c-1"');
  });
});
