import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dagJsonSchema } from './dag-json-schema.js';

const validate = new Ajv({ strict: false, allErrors: true }).compile(dagJsonSchema());
const accepts = (yaml: string): boolean => validate(parse(yaml));

describe('the published JSON Schema', () => {
  it.each([
    'id: d\ntasks: { a: { type: bash, with: { command: ls }, upstream: b, retryDelay: 5m } }',
    'id: d\nschedule: "@daily"\ntasks: {}',
    'id: d\nschedule: { assets: { all: [a, { any: [b, c] }] } }',
    'id: d\nschedule: null\ngroups: { g: { groups: { h: { tasks: { a: { type: x } } } } } }',
    'id: d\ntasks: { a: { type: x, upstream: [b, { task: c, label: ok }], teardown: { setups: s } } }',
  ])('accepts %j', (yaml) => {
    expect(accepts(yaml)).toBe(true);
  });

  it.each([
    'tasks: {}',
    'id: "a b"',
    'id: d\nmaxActiveRun: 1',
    'id: d\ntasks: { a: { with: {} } }',
    'id: d\ntasks: { a: { type: x, retries: -1 } }',
    'id: d\ntasks: { a: { type: x, triggerRule: maybe } }',
    'id: d\ngroups: { g: { groups: { h: { task: {} } } } }',
  ])('refuses %j', (yaml) => {
    expect(accepts(yaml)).toBe(false);
  });

  it('is draft 7 and describes its keys', () => {
    expect(dagJsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { maxActiveRuns: { description: expect.stringContaining('default 16') } },
    });
  });
});
