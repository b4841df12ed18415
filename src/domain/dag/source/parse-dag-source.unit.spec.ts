import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../../../test/support/cpu-time.js';
import type { Path } from '../../schema-problems.js';
import { MAX_SOURCE_BYTES } from './limits.js';
import { parseDagSource } from './parse-dag-source.js';

const placeIn = (text: string, format: 'YAML' | 'JSON', path: Path, at?: 'key' | 'value'): string => {
  const source = parseDagSource(text, format);
  if (!source.ok) throw new Error(JSON.stringify(source.issues));
  const position = source.locate(path, at);
  return `${position?.line}:${position?.column}`;
};
const valueOf = (text: string): unknown => {
  const source = parseDagSource(text, 'YAML');
  return source.ok ? source.value : source.issues;
};
const issuesOf = (text: string, format: 'YAML' | 'JSON' = 'YAML'): unknown => {
  const source = parseDagSource(text, format);
  return source.ok ? 'accepted' : source.issues.map(({ code, line, column }) => `${code} ${line}:${column}`);
};

const YAML = `id: demo
tasks:
  load:
    type: bash
    with: { command: "echo", env: {A: 1} }
    upstream: [a, b]
`;
const JSON_TEXT = '{\n  "id": "demo",\n  "tasks": {\n    "load": { "upstream": ["a", "b"] }\n  }\n}';

describe('places in YAML', () => {
  it.each<[Path, 'key' | 'value', string]>([
    [['id'], 'value', '1:5'],
    [['id'], 'key', '1:1'],
    [['tasks', 'load'], 'value', '3:3'],
    [['tasks', 'load', 'type'], 'value', '4:11'],
    [['tasks', 'load', 'with', 'command'], 'value', '5:22'],
    [['tasks', 'load', 'with', 'env', 'A'], 'key', '5:36'],
    [['tasks', 'load', 'upstream'], 'value', '6:5'],
    [['tasks', 'load', 'upstream', 1], 'value', '6:19'],
    [['tasks', 'load', 'missing', 'deep'], 'value', '3:3'],
    [[], 'value', '1:1'],
  ])('%j as %s is at %s %s', (path, at, place) => {
    expect(placeIn(YAML, 'YAML', path, at)).toBe(place);
  });
});

describe('places in JSON', () => {
  it.each<[Path, 'key' | 'value', string]>([
    [['id'], 'value', '2:9'],
    [['tasks', 'load'], 'value', '4:5'],
    [['tasks', 'load', 'upstream', 1], 'value', '4:33'],
    [['tasks', 'nope'], 'value', '3:3'],
  ])('%j as %s is at %s %s', (path, at, place) => {
    expect(placeIn(JSON_TEXT, 'JSON', path, at)).toBe(place);
  });
});

describe('YAML', () => {
  it('may use anchors, aliases and merge keys', () => {
    const text = 'base: &b { x: 1, y: 2 }\nuse: { <<: *b, y: 3 }\nlist: [*b, *b]\n';
    expect(valueOf(text)).toEqual({
      base: { x: 1, y: 2 },
      use: { x: 1, y: 3 },
      list: [
        { x: 1, y: 2 },
        { x: 1, y: 2 },
      ],
    });
    expect(placeIn(text, 'YAML', ['list', 1, 'y'])).toBe('1:21');
    expect(placeIn(text, 'YAML', ['list', 1])).toBe('3:12');
  });

  it('reads dates as text', () => {
    expect(valueOf('startDate: 2026-01-01')).toEqual({ startDate: '2026-01-01' });
  });

  it('may begin with a byte order mark', () => {
    expect(parseDagSource('\uFEFF{"id": "a"}', 'JSON')).toMatchObject({ ok: true, value: { id: 'a' } });
  });
});

describe('a text that is no DAG', () => {
  it.each<[string, string, string[]]>([
    ['two mappings on a line', 'a: b: c', ['SYNTAX 1:4']],
    ['an open bracket', 'id: x\ntasks: [a', ['SYNTAX 2:10']],
    ['tabs as indentation', 'a:\n\tb: 1', ['SYNTAX 2:1']],
    ['an unknown tag', 'id: !secret x', ['SYNTAX 1:5']],
    ['an alias of nothing', 'id: *nobody', ['SYNTAX 1:5']],
    ['two documents', 'id: a\n---\nid: b', ['SYNTAX 2:1']],
    ['a NUL character', 'id: a\ndoc: "x\0y"', ['SYNTAX 2:8']],
  ])('%s', (_, text, issues) => {
    expect(issuesOf(text)).toEqual(issues);
  });

  it('tells every syntax error', () => {
    expect(issuesOf('a: b: c\nd: e: f\n')).toEqual(['SYNTAX 1:4', 'SYNTAX 2:4']);
  });

  it.each(['[', '{a: ', '- ', '{"a":'])('nested 10 000 deep with %j', (open) => {
    expect(issuesOf(open.repeat(10_000))).toEqual([expect.stringMatching(/^TOO_LARGE 1:/)]);
  });

  it('of 10 MB is refused at once', () => {
    const before = cpuTime();
    expect(issuesOf(`id: ${'x'.repeat(10_000_000)}`)).toEqual(['TOO_LARGE 1:1']);
    expect(issuesOf('é'.repeat(MAX_SOURCE_BYTES / 2 + 1), 'JSON')).toEqual(['TOO_LARGE 1:1']);
    expect(cpuTime() - before).toBeLessThan(1000);
  });
});

describe('a key that stands twice', () => {
  it('is a duplicate id where it names a task or group', () => {
    const text = 'id: a\ntasks:\n  x: { type: bash }\n  x: { type: bash }\ngroups:\n  g: {}\n  g: {}\n';
    expect(parseDagSource(text, 'YAML')).toMatchObject({
      ok: true,
      findings: [
        { code: 'DUPLICATE_ID', path: ['tasks', 'x'] },
        { code: 'DUPLICATE_ID', path: ['groups', 'g'] },
      ],
    });
  });

  it('is bad syntax elsewhere', () => {
    expect(parseDagSource('{"tasks":{"x":{"with":{"tasks":{"y":1,"y":2}}}}}', 'JSON')).toMatchObject({
      findings: [{ code: 'SYNTAX', path: ['tasks', 'x', 'with', 'tasks', 'y'] }],
    });
  });
});
