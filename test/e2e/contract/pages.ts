import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { wholePage } from '../../support/all-fields.js';
import type { Here } from '../support/here.js';

export function pages(here: Here): void {
  describe('pages and limits', () => {
    it('two greatest pages of lists with all their fields are within the limits', { timeout: 60_000 }, async () => {
      const schema = buildClientSchema(await here.api.ask<IntrospectionQuery>(getIntrospectionQuery()));
      const [run] = (
        await here.api.ask<{ dagRuns: { nodes: { id: string }[] } }>('{ dagRuns(first: 1) { nodes { id } } }')
      ).dagRuns.nodes;
      const greatest = [
        `dagRuns(first: 100) ${wholePage(schema, 'DagRunConnection')}`,
        `dags(first: 100) ${wholePage(schema, 'DagConnection')}`,
        `assets(first: 100) ${wholePage(schema, 'AssetConnection')}`,
        `assetEvents(first: 100) ${wholePage(schema, 'AssetEventConnection')}`,
        `notifications(first: 100) ${wholePage(schema, 'NotificationConnection')}`,
        `events(first: 500) ${wholePage(schema, 'EventConnection')}`,
        `dagRun(id: "${run?.id}") { tasks(first: 500) ${wholePage(schema, 'TaskInstanceConnection')} events(first: 500) ${wholePage(schema, 'EventConnection')} }`,
      ];
      for (const [i, one] of greatest.entries()) {
        const { status, errors } = await here.api.send(`{ a: ${one} b: ${greatest[(i + 1) % greatest.length]} }`);
        expect([status, errors]).toEqual([200, undefined]);
      }
    });

    it.each([
      ['101 runs', '{ dagRuns(first: 101) { nodes { id } } }'],
      ['501 events', '{ events(first: 501) { nodes { id } } }'],
      ['a negative page', '{ dags(first: -1) { nodes { id } } }'],
      ['a cursor of nobody', '{ dags(after: "nonsense") { nodes { id } } }'],
      ['a date without an offset', '{ dagRuns(filter: { queuedFrom: "2026-01-01T00:00:00" }) { nodes { id } } }'],
    ])('given %s, the caller is told', async (_what, query) => {
      const { errors } = await here.api.send(query);
      expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors?.[0]?.extensions?.code);
    });

    it('pages of DAGs give each once, in a steady order', async () => {
      const ids = async (first: number): Promise<string[]> => {
        const found: string[] = [];
        for (let after: string | null = null, more = true; more;) {
          const { dags }: { dags: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
            await here.api.ask(
              'query ($first: Int, $after: String) { dags(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
              { first, after },
            );
          found.push(...dags.nodes.map(({ id }) => id));
          [after, more] = [dags.pageInfo.endCursor, dags.pageInfo.hasNextPage];
        }
        return found;
      };
      const all = await ids(100);
      expect(new Set(all).size).toBe(all.length);
      expect(await ids(3)).toEqual(all);
    });

    it('/healthz, /readyz and /metrics answer without a token', async () => {
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect((await fetch(new URL(path, here.endpoint.url))).status).toBe(200);
      expect(await (await fetch(new URL('/metrics', here.endpoint.url))).text()).toMatch(/^# HELP/m);
    });
  });
}
