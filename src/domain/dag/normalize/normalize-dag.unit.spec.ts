import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { canonicalJson, sha256Hex } from '../../canonical-json.js';
import type { Json } from '../../json.js';
import { compileDag } from '../compile/compile-dag.js';
import { normalized, validated } from '../dag.fixture.js';
import { dagHash } from './normalize-dag.js';

const task = (more: object): unknown =>
  normalized({ id: 'd', tasks: { a: { type: 'empty' }, t: { type: 'empty', ...more } } }).tasks?.['t'];

describe('a task is normalised', () => {
  it.each<[string, object, object]>([
    ['one upstream', { upstream: 'a' }, { upstream: ['a'] }],
    ['an upstream twice', { upstream: ['a', 'a'] }, { upstream: ['a'] }],
    ['an edge that says nothing', { upstream: [{ task: 'a' }] }, { upstream: ['a'] }],
    ['an edge with a label', { upstream: { task: 'a', label: 'ok' } }, { upstream: [{ task: 'a', label: 'ok' }] }],
    ['no upstream', { upstream: [] }, {}],
    [
      'durations',
      { retryDelay: '90s', maxRetryDelay: 7200, executionTimeout: 'PT60M' },
      { retryDelay: 'PT1M30S', maxRetryDelay: 'PT2H', executionTimeout: 'PT1H' },
    ],
    [
      'defaults',
      {
        retries: 0,
        retryDelay: '5m',
        maxRetryDelay: '24h',
        pool: 'default',
        queue: 'default',
        with: {},
        triggerRule: 'all_success',
        xcom: { push: true },
        executionTimeout: null,
        priorityWeight: 1,
        inlets: [],
      },
      {},
    ],
    ['one error type', { retryOn: 'Timeout' }, { retryOn: ['Timeout'] }],
    ['xcom', { xcom: { push: false, maxBytes: null } }, { xcom: { push: false } }],
    [
      'dates',
      { startDate: '2026-01-01', endDate: '2026-01-01T00:00:00+01:00' },
      { startDate: '2026-01-01T00:00:00.000Z', endDate: '2025-12-31T23:00:00.000Z' },
    ],
    ['a teardown', { teardown: true, triggerRule: 'all_done_setup_success' }, { teardown: {} }],
    [
      'a teardown whose failure counts',
      { teardown: true, onFailureFailRun: true },
      { teardown: { onFailureFailRun: true } },
    ],
    ['no teardown', { teardown: false, setup: false }, {}],
    [
      'notifiers',
      { notify: { onFailure: [{ type: 'notify.log', with: { message: 'oh no' } }], onRetry: [] } },
      { notify: { onFailure: [{ type: 'notify.log', with: { message: 'oh no' } }] } },
    ],
  ])('%s', (_, given, expected) => {
    expect(task(given)).toEqual({ type: 'empty', ...expected });
  });
});

describe('inheritance', () => {
  it('a value that would be inherited anyway is left out, one that is not stays, the default too', () => {
    const dag = normalized({
      id: 'd',
      defaultArgs: { retries: 3, owner: 'data', executionTimeout: '15m', pool: 'default' },
      tasks: {
        same: { type: 'empty', retries: 3, owner: 'data' },
        none: { type: 'empty', retries: 0, executionTimeout: null },
      },
      groups: { g: { defaultArgs: { retries: 3, owner: 'ops' }, tasks: { x: { type: 'empty', owner: 'ops' } } } },
    });
    expect(dag).toEqual({
      id: 'd',
      defaultArgs: { retries: 3, owner: 'data', executionTimeout: 'PT15M' },
      tasks: { same: { type: 'empty' }, none: { type: 'empty', retries: 0, executionTimeout: null } },
      groups: { g: { defaultArgs: { owner: 'ops' }, tasks: { x: { type: 'empty' } } } },
    });
  });
});

describe('a DAG is normalised', () => {
  it('its defaults are left out and its dates read in the zone of its schedule', () => {
    const text = `id: d
description: null
tags: []
paused: false
schedule: { cron: "@daily", timezone: Europe/Paris, timetable: interval }
startDate: 2026-01-01
endDate: null
catchup: false
maxActiveRuns: 16
dagrunTimeout: 2h
runState: leaves
maxConsecutiveFailedRuns: 0
params: {}
defaultArgs: {}
tasks: { a: { type: empty } }
groups: {}
`;
    expect(normalized(text)).toEqual({
      id: 'd',
      schedule: { cron: '0 0 * * *', timezone: 'Europe/Paris' },
      startDate: '2025-12-31T23:00:00.000Z',
      dagrunTimeout: 'PT2H',
      tasks: { a: { type: 'empty' } },
    });
  });

  it('its hash is the SHA-256 of the canonical JSON', () => {
    const read = validated('id: d\ntasks: { a: { type: empty } }\n');
    expect(read).toMatchObject({ ok: true, hash: sha256Hex('{"id":"d","tasks":{"a":{"type":"empty"}}}') });
  });
});

const duration = fc.constantFrom('90s', '5m', '1h30m', 'PT5M', 300, 'P1D', '24h');
const options = fc.record(
  {
    owner: fc.constantFrom('data', 'ops', null),
    retries: fc.nat(3),
    retryDelay: duration,
    executionTimeout: fc.option(duration),
    retryOn: fc.constantFrom('Timeout', ['Timeout', 'SqlError'], []),
    xcom: fc.constantFrom({}, { push: true }, { push: false }),
    startDate: fc.constantFrom('2026-01-01', '2026-01-01T00:00:00Z', null),
    priorityWeight: fc.integer({ min: -3, max: 3 }),
  },
  { requiredKeys: [] },
);
/** Tasks t0 … tn, each with upstream among those before it. */
const tasks = fc
  .array(fc.tuple(options, fc.array(fc.nat(9), { maxLength: 3 }), fc.boolean()), { minLength: 1, maxLength: 6 })
  .map((list) =>
    Object.fromEntries(
      list.map(([own, up, single], i) => {
        const names = i === 0 ? [] : up.map((n) => `t${n % i}`);
        const upstream = single && names.length === 1 ? names[0] : names;
        return [`t${i}`, { type: 'bash', with: { command: `echo ${i}` }, ...own, upstream }];
      }),
    ),
  );
const dags = fc.record(
  {
    id: fc.constant('d'),
    tasks,
    defaultArgs: options,
    dagrunTimeout: fc.option(duration),
    schedule: fc.constantFrom(
      null,
      '@daily',
      'every 6h',
      { cron: ['0 3 * * *'], timezone: 'Asia/Tokyo' },
      { assets: ['a', 'b'] },
    ),
    groups: fc.record({
      g: fc.record({ tasks, defaultArgs: options, upstream: fc.constant(['t0']) }, { requiredKeys: ['tasks'] }),
    }),
    params: fc.constantFrom({}, { n: { type: 'integer', default: 1 } }),
  },
  { requiredKeys: ['id', 'tasks'] },
);

/** The same value with the keys of every object in the opposite order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('any DAG', () => {
  it('is normalised once and for all', () => {
    fc.assert(
      fc.property(dags, (dag) => {
        const once = normalized(dag);
        expect(normalized(once)).toEqual(once);
        expect(compileDag(normalized(once))).toEqual(compileDag(once));
      }),
      { numRuns: 40 },
    );
  });

  it('has one hash and one compiled form, in YAML, in JSON and with its keys in any order', () => {
    fc.assert(
      fc.property(dags, (dag) => {
        const json = JSON.parse(JSON.stringify(dag)) as Json;
        const first = normalized(json);
        const yaml = validated(stringify(json));
        const other = validated(JSON.stringify(reversed(json)), { format: 'JSON' });
        expect(yaml).toMatchObject({ ok: true, hash: dagHash(first) });
        expect(other).toMatchObject({ ok: true, hash: dagHash(first) });
        if (other.ok) expect(compileDag(other.dag)).toEqual(compileDag(first));
      }),
      { numRuns: 40 },
    );
  });

  it('loses nothing: what compiles from the normalised form is what the author wrote', () => {
    fc.assert(
      fc.property(dags, (dag) => {
        const compiled = compileDag(normalized(dag));
        for (const [id, { retries }] of Object.entries(dag.tasks as Record<string, { retries?: number }>)) {
          const expected = retries ?? dag.defaultArgs?.retries ?? 0;
          expect(compiled.tasks.find((one) => one.id === id)?.retries).toBe(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is kept in canonical JSON and read back', () => {
    fc.assert(
      fc.property(dags, (dag) => {
        const kept = normalized(dag);
        expect(JSON.parse(canonicalJson(kept))).toEqual(kept);
      }),
      { numRuns: 40 },
    );
  });
});
