import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json.js';
import { compileDag } from './compile/compile-dag.js';
import { messages, normalized, refusals } from './dag.fixture.js';
import type { NormalizedDag } from './normalized.js';

const text = (map: string): string => `id: d\ntasks:\n  a: { type: empty }\n  t:\n    type: empty\n    map: ${map}\n`;
const mapOf = (map: object): unknown => normalized({ id: 'd', tasks: { t: { type: 'empty', map } } }).tasks?.['t']?.map;
/** As PostgreSQL gives it back: the order of keys is lost. */
const stored = (dag: NormalizedDag): NormalizedDag => JSON.parse(canonicalJson(dag)) as NormalizedDag;

describe('an object that is mapped over', () => {
  it('is the list of its entries, in the order as written, also after the version was stored', () => {
    const pairs = [
      ['z', 1],
      ['a', { deep: true }],
      ['{{ ds }}', null],
    ];
    expect(mapOf({ x: { z: 1, a: { deep: true }, '{{ ds }}': null } })).toEqual({ x: pairs });
    const dag = normalized({ id: 'd', tasks: { t: { type: 'empty', map: { x: { z: 1, a: 2 } } } } });
    expect(compileDag(stored(dag)).tasks[0]?.expansion?.map).toEqual({ x: [['z', 1], ['a', 2]] }); // prettier-ignore
  });

  it('says the same as the list of pairs, and may be empty', () => {
    expect(mapOf({ x: { a: 1 }, y: [2] })).toEqual(mapOf({ x: [['a', 1]], y: [2] }));
    expect(mapOf({ x: {} })).toEqual({ x: [] });
  });

  it('waits for the tasks that its templates name', () => {
    const map = { x: { "{{ xcom('a') }}": 1, b: "{{ xcom('b') }}" } };
    const task = { type: 'empty' };
    const dag = compileDag(normalized({ id: 'd', tasks: { a: task, b: task, t: { ...task, map } } }));
    expect(dag.tasks.find(({ id }) => id === 't')?.upstream).toEqual(['a', 'b']);
  });
});

describe('text that is mapped over', () => {
  it.each(['abc', '"{{ xcom(\'a\') }}, more"', '"{% if ds %}[1]{% endif %}"', '"{# [1] #}"'])(
    'is refused: %s',
    (value) => {
      expect(refusals(text(`{ n: [1], x: ${value} }`))).toEqual(['BAD_VALUE tasks.t.map.x 6:23']);
    },
  );

  it('is told with what to write', () => {
    expect(messages(text('{ x: abc }'))).toEqual([
      'map.x can only be text: give a list, an object, or one expression that gives one, as "{{ xcom(\'task\') }}"',
    ]);
  });

  it('is a fault in a group, too', () => {
    const group = 'id: d\ngroups:\n  g:\n    map: { x: abc }\n    tasks: { t: { type: empty } }\n';
    expect(refusals(group)).toEqual(['BAD_VALUE groups.g.map.x 4:15']);
  });

  it.each(['"{{ xcom(\'a\') }}"', '"{{ params.list }}\\n"', '["plain text"]', '{ key: "plain text" }'])(
    'is fine: %s',
    (value) => {
      expect(refusals(text(`{ x: ${value} }`))).toEqual([]);
    },
  );
});

describe('what of a task is mapped over as it is', () => {
  const over = (value: unknown) => {
    const a = { type: 'empty' };
    const dag = normalized({ id: 'd', maxMapLength: 7, tasks: { a, t: { type: 'empty', map: { x: value } } } });
    return compileDag(dag).tasks.find(({ id }) => id === 'a')?.mappedResults;
  };

  it.each<[string, string]>([
    ["{{ xcom('a') }}", 'return_value'],
    ["{{ xcom(task='a', key='files') }}", 'files'],
    ["{{ xcom('a', 'files') }}", 'files'],
    ["{{ ti.xcom_pull(task_ids='a') }}", 'return_value'],
    ["{{ task_instance.xcom_pull('a', key='files') }}", 'files'],
  ])('is named by %s', (value, key) => {
    expect(over(value)).toEqual([{ key, by: 't', most: 7 }]);
  });

  it.each([
    "{{ xcom('a') | list }}",
    "{{ xcom('a').rows }}",
    "{{ xcom('a') or [] }}",
    "{{ ti.xcom_pull(task_ids='a', default=[]) }}",
    "{{ ti.xcom_pull(task_ids=['a']) }}",
    "{{ xcom('a', mapIndexes=[0]) }}",
    '{{ xcom(params.task) }}',
  ])('is not told by %s: only the mapped task knows its value', (value) => {
    expect(over(value)).toEqual([]);
  });

  it('is of the task that the name means where the map stands, and nothing of a task that is mapped itself', () => {
    const task = { type: 'empty' };
    const dag = normalized({
      id: 'd',
      tasks: { list: task, m: { ...task, map: { x: [1] } }, n: { ...task, map: { x: "{{ xcom('m') }}" } } },
      groups: { g: { map: { x: "{{ xcom('list') }}" }, tasks: { list: task } } },
    });
    const results = compileDag(dag).tasks.map(({ id, mappedResults }) => [id, mappedResults.map(({ by }) => by)]);
    expect(Object.fromEntries(results)).toEqual({ list: ['g'], m: [], n: [], 'g.list': [] });
  });
});
