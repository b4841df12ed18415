import { beforeAll, describe, expect, it } from 'vitest';
import type { Member } from '../support/api.js';
import type { Here } from '../support/here.js';
import { leavesNothing } from '../support/leaves-nothing.js';
import { nestedLists, rawBody } from '../support/raw-body.js';

const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) { __typename ... on DagRunCreated { dagRun { id conf params } }
  ... on InvalidParams { issues { code path message } } ... on Refused { code message } } }`;

export function badTriggers(here: Here): void {
  describe('a trigger that cannot be', () => {
    beforeAll(async () => {
      await here.api.define(
        'picky',
        { a: { type: 'empty' } },
        { params: { days: { type: 'integer', minimum: 1, maximum: 14 }, city: { type: 'string', default: 'Paris' } } },
      );
      await here.api.start('picky', { runId: 'taken', conf: { days: 1 } });
    });

    it.each([
      ['an unknown DAG', { dagId: 'nobody' }, { __typename: 'DagNotFound' }],
      [
        'a missing param',
        { dagId: 'picky' },
        { __typename: 'InvalidParams', issues: [{ code: 'MISSING_KEY', path: 'conf' }] },
      ],
      [
        'a param of another type',
        { dagId: 'picky', conf: { days: '7' } },
        { __typename: 'InvalidParams', issues: [{ path: 'conf.days' }] },
      ],
      [
        'two wrong params, both told',
        { dagId: 'picky', conf: { days: 15, city: null } },
        { __typename: 'InvalidParams', issues: [{}, {}] },
      ],
      ['conf that is no object', { dagId: 'picky', conf: 'days' }, { __typename: 'InvalidParams' }],
      [
        'a run id that is taken',
        { dagId: 'picky', runId: 'taken', conf: { days: 2 } },
        { __typename: 'RunAlreadyExists', dagRun: { runId: 'taken' } },
      ],
      [
        'a run id with a slash',
        { dagId: 'picky', runId: '../x', conf: { days: 2 } },
        { __typename: 'Refused', code: 'INVALID' },
      ],
      [
        'a NUL in a note',
        { dagId: 'picky', note: 'a\0', conf: { days: 2 } },
        { __typename: 'Refused', code: 'INVALID' },
      ],
    ])('given %s, says so and creates nothing', async (_what, input, expected) => {
      expect(await leavesNothing(here, () => here.api.trigger(input))).toMatchObject(expected);
    });

    it('given 10 000 levels of conf, refuses', async () => {
      const variables = `{"input":{"dagId":"picky","conf":{"days":1,"deep":${nestedLists(10_000)}}}}`;
      const { errors } = await leavesNothing(here, () => here.api.post(rawBody(TRIGGER, variables)));
      expect(errors).toMatchObject([
        { message: expect.stringContaining('deeper than'), extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    });

    it('given __proto__ in conf, it is data or refused, and changes no object', async () => {
      const variables = '{"input":{"dagId":"picky","conf":{"days":1,"__proto__":{"city":"Oslo","polluted":1}}}}';
      const { data } = await here.api.post(rawBody(TRIGGER, variables));
      const answer = data?.['triggerDag'] as Member & { dagRun?: { params: object } };
      expect(answer.dagRun?.params ?? { city: 'Paris' }).toMatchObject({ city: 'Paris' });
      const next = await here.api.view(await here.api.start('picky', { conf: { days: 1 } }));
      expect(next.params).toEqual({ city: 'Paris', days: 1 });
    });
  });
}
