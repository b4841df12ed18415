import { describe, expect, it } from 'vitest';
import type { Member } from '../support/api.js';
import type { Here } from '../support/here.js';
import { leavesNothing } from '../support/leaves-nothing.js';
import { MIB, nestedLists, rawBody } from '../support/raw-body.js';

const REGISTER =
  'mutation ($input: RegisterDagInput!) { registerDag(input: $input) { __typename ... on InvalidDag { issues { code message path } } ... on Refused { code message } } }';
const codesOf = (answer: Member): string[] => ((answer['issues'] ?? []) as { code: string }[]).map(({ code }) => code);

export function badDags(here: Here): void {
  describe('a DAG that cannot be one', () => {
    it.each([
      ['unparsable YAML', 'id: x\ntasks: [a, {b', 'SYNTAX', 2],
      ['a tab where YAML allows none', 'id: x\ntasks:\n\ta: { type: empty }', 'SYNTAX', 3],
      ['a NUL byte', 'id: nul\0\ntasks: { a: { type: empty } }', 'SYNTAX', 1],
      ['an unknown operator', 'id: x\ntasks:\n  a: { type: nonsense }\n', 'UNKNOWN_OPERATOR', 3],
      [
        'an undefined name in a template',
        'id: x\ntasks:\n  a:\n    type: bash\n    with: { command: "echo {{ nonsense }}" }\n',
        'BAD_TEMPLATE',
        5,
      ],
      [
        'a template that does not end',
        'id: x\ntasks:\n  a:\n    type: bash\n    with: { command: "{% for i in x %}" }\n',
        'BAD_TEMPLATE',
        5,
      ],
      ['__proto__ as a key', 'id: x\n__proto__: { paused: true }\ntasks: { a: { type: empty } }\n', 'UNKNOWN_KEY', 2],
      [
        'constructor as a key of a task',
        'id: x\ntasks:\n  a: { type: empty, constructor: { prototype: 1 } }\n',
        'UNKNOWN_KEY',
        3,
      ],
      [
        'aliases that explode',
        `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
          .split('')
          .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
          .join('\n')}\n`,
        'TOO_LARGE',
        null,
      ],
    ])('given %s, tells the place and keeps nothing', async (_what, source, code, line) => {
      const answer = await leavesNothing(here, () => here.api.register({ source }));
      expect(answer.__typename).toBe('InvalidDag');
      expect(answer['issues']).toContainEqual(expect.objectContaining({ code, ...(line === null ? {} : { line }) }));
    });

    it('given 10 MB, answers 413 without reading on', async () => {
      const input = { source: `id: large\ndescription: ${'x'.repeat(10 * MIB)}\ntasks: { a: { type: empty } }` };
      const answer = await leavesNothing(here, () =>
        here.api.post(JSON.stringify({ query: REGISTER, variables: { input } })),
      );
      expect(answer).toMatchObject({ status: 413, errors: [{ message: expect.stringContaining('8') }] });
    });

    it(
      'given 100 000 tasks in 6 MB, says TOO_LARGE while the service goes on answering',
      { timeout: 60_000 },
      async () => {
        const tasks = Object.fromEntries(
          Array.from({ length: 100_000 }, (_, i) => [`task_${i}`, { type: 'empty', doc: 'x'.repeat(10) }]),
        );
        const registering = leavesNothing(here, () => here.api.register({ spec: { id: 'many', tasks } }));
        expect(await here.isUp()).toBe(true);
        const answer = await registering;
        expect([answer.__typename, codesOf(answer)]).toEqual(['InvalidDag', expect.arrayContaining(['TOO_LARGE'])]);
      },
    );

    it.each([
      [
        'as JSON',
        (deep: string) =>
          `{"input":{"spec":{"id":"deep","tasks":{"a":{"type":"bash","with":{"command":"true","env":${deep}}}}}}}`,
      ],
      [
        'as JSON text',
        (deep: string) => JSON.stringify({ input: { format: 'JSON', source: `{"id":"deep","tasks":${deep}}` } }),
      ],
      ['as YAML text', (deep: string) => JSON.stringify({ input: { source: `id: deep\ntasks: ${deep}` } })],
    ])('given 10 000 levels %s, refuses', async (_how, variables) => {
      const { data, errors } = await leavesNothing(here, () =>
        here.api.post(rawBody(REGISTER, variables(nestedLists(10_000)))),
      );
      const answer = data?.['registerDag'] as Member | undefined;
      expect(answer?.__typename ?? errors?.[0]?.extensions?.code).toMatch(/^(InvalidDag|BAD_USER_INPUT)$/);
      expect(JSON.stringify(answer ?? errors)).toMatch(/deep/);
    });

    it('given __proto__ in JSON, names the key', async () => {
      const variables =
        '{"input":{"spec":{"id":"proto","__proto__":{"paused":true},"tasks":{"__proto__":{"type":"empty"},"a":{"type":"empty","__proto__":{}}}}}}';
      const { data } = await leavesNothing(here, () => here.api.post(rawBody(REGISTER, variables)));
      expect(data).toMatchObject({
        registerDag: {
          __typename: 'InvalidDag',
          issues: expect.arrayContaining([expect.objectContaining({ path: expect.stringContaining('__proto__') })]),
        },
      });
    });
  });
}
