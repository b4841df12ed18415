import { describe, expect, it } from 'vitest';
import { KEEP_ALL, parseRetention, retentionInterval } from './retention.js';
import { readSettings } from './settings.js';

const DAY = 86_400_000;

describe('CONTINUO_RETENTION', () => {
  it.each([
    ['logs=30d,xcom=14d,runs=365d', { logsMs: 30 * DAY, xcomMs: 14 * DAY, runsMs: 365 * DAY }],
    [' runs = 12h ', { logsMs: null, xcomMs: null, runsMs: DAY / 2 }],
    ['runs=1s', { logsMs: null, xcomMs: null, runsMs: 1_000 }],
    ['xcom=P7D, logs=90m', { logsMs: 5_400_000, xcomMs: 7 * DAY, runsMs: null }],
  ])('reads %s', (text, retention) => {
    expect(parseRetention(text)).toEqual(retention);
  });

  it.each([
    '30d',
    'logs',
    'logs=',
    'logs=soon',
    'logs=30d,',
    'events=30d',
    'logs=1d,logs=2d',
    'logs=-1d',
    'logs=0s',
    'runs=999ms',
    'toString=1d',
  ])('does not take %s, and says what it takes', (text) => {
    expect(parseRetention(text)).toBeNull();
    expect(() => readSettings({ CONTINUO_RETENTION: text })).toThrow(
      /CONTINUO_RETENTION: accepts .*logs=30d,xcom=14d,runs=365d/,
    );
  });

  it('keeps everything unless it is set', () => {
    expect(readSettings({}).retention).toEqual({ logsMs: null, xcomMs: null, runsMs: null });
  });
});

describe('what is kept', () => {
  it.each([
    [{}, 3_600_000],
    [{ logsMs: 30 * DAY, runsMs: 365 * DAY }, 3_600_000],
    [{ logsMs: 30 * DAY, xcomMs: 600_000 }, 60_000],
    [{ runsMs: 2_000 }, 1_000],
  ])('(%o) is looked at again after %i ms', (retention, ms) => {
    expect(retentionInterval({ ...KEEP_ALL, ...retention })).toBe(ms);
  });
});
