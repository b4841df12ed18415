import { describe, expect, it } from 'vitest';
import { refusals } from '../dag.fixture.js';
import { NOT_YET_SUPPORTED } from './unsupported.js';

const release = { unsupported: NOT_YET_SUPPORTED };
/** A release that does less than this one. */
const early = {
  unsupported: {
    keys: [
      { at: 'dag' as const, key: 'schedule', neutral: [null] },
      { at: 'dag' as const, key: 'endDate', neutral: [null] },
      { at: 'task' as const, key: 'endDate', neutral: [null] },
    ],
    types: [],
  },
};
const withDag = (line: string): string => `id: d\n${line}\ntasks: { a: { type: empty }, b: { type: empty } }\n`;
const withTask = (line: string): string => `id: d\ntasks:\n  a: { type: empty }\n  b:\n    type: empty\n    ${line}\n`;
const path = (issue: string): string => issue.split(' ').slice(0, 2).join(' ');

describe('a release refuses what it does not run, and does not ignore it', () => {
  it.each(['schedule: "@daily"', 'endDate: 2026-01-01', 'defaultArgs: { endDate: 2026-01-01 }'])(
    'of a DAG, %s',
    (line) => {
      const key = line.startsWith('defaultArgs') ? 'defaultArgs.endDate' : line.split(':')[0];
      expect(refusals(withDag(line), early).map(path)).toEqual([`NOT_YET_SUPPORTED ${key}`]);
      expect(refusals(withDag(line))).toEqual([]);
    },
  );

  it('of a task, endDate', () => {
    expect(refusals(withTask('endDate: 2026-01-01'), early)).toEqual(['NOT_YET_SUPPORTED tasks.b.endDate 6:5']);
    expect(refusals(withTask('endDate: 2026-01-01'))).toEqual([]);
  });

  it('but tells what is bad as bad', () => {
    expect(refusals(withDag('schedule: "0 25 * * *"'), early).map(path)).toEqual(['BAD_SCHEDULE schedule']);
  });

  it('an operator of its list, and those that begin as one does', () => {
    const unsupported = { keys: [], types: ['later', 'cloud.*'] };
    for (const type of ['later', 'cloud.job']) {
      const text = `id: d\ntasks:\n  a: { type: ${type} }\n`;
      expect(refusals(text, { unsupported })).toEqual(['NOT_YET_SUPPORTED tasks.a.type 3:14']);
      expect(refusals(text)).toEqual(['UNKNOWN_OPERATOR tasks.a.type 3:14']);
    }
  });
});

describe('a value that changes nothing is no obstacle', () => {
  it('of a DAG', () => {
    const lines =
      'schedule: null\ncatchup: false\nstartDate: null\nendDate: null\nmaxActiveTasks: null\nfailFast: false\nmaxConsecutiveFailedRuns: 0';
    expect(refusals(withDag(lines), release)).toEqual([]);
  });

  it('of a task', () => {
    const lines = [
      'pool: default',
      'poolSlots: 1',
      'priorityWeight: 1',
      'weightRule: downstream',
      'setup: false',
      'teardown: false',
      'dependsOnPast: false',
      'outlets: []',
      'upstream: [{ task: a, label: ok }]',
    ];
    expect(refusals(withTask(lines.join('\n    ')), release)).toEqual([]);
  });
});

describe('this release runs', () => {
  it('groups, timeouts, retries, params, sensors and every trigger rule of work', () => {
    const text = `id: d
paused: true
maxActiveRuns: 2
maxConsecutiveFailedRuns: 2
deadlines: [{ by: "06:00" }]
dagrunTimeout: 1h
runState: anyFailure
schedule: { cron: '0 5 * * *', timezone: Europe/Paris }
startDate: 2026-01-01
endDate: 2026-12-31
catchup: true
maxMapLength: 10
params: { n: { type: integer, default: 1 } }
defaultArgs: { retries: 2, retryDelay: 1s, retryBackoff: 2, maxRetryDelay: 1m, retryOn: [X], noRetryOn: [Y], executionTimeout: 1m, queue: big, owner: me, xcom: { push: false } }
groups:
  g:
    tooltip: t
    defaultArgs: { retries: 1, startDate: 2026-02-01, endDate: 2026-03-01 }
    tasks:
      a: { type: sensor.http, with: { url: x }, pokeInterval: 1s, pokeBackoff: 2, timeout: 1m, softFail: true }
      b: { type: empty, upstream: [{ task: a, label: l }], triggerRule: none_failed_min_one_success, doc: d, displayName: n }
`;
    expect(refusals(text, release)).toEqual([]);
  });
});
