import { beforeAll, describe, expect, it } from 'vitest';
import type { TriggerInput } from '../support/api.js';
import type { Here } from '../support/here.js';
import type { RunView } from '../support/run-view.js';

export function triggering(here: Here): void {
  describe('triggerDag', () => {
    let dagId: string;
    const trigger = (input: Omit<TriggerInput, 'dagId'> = {}) => here.api.trigger({ dagId, ...input });
    const run = async (input: Omit<TriggerInput, 'dagId'> = {}): Promise<RunView> => {
      const answer = await trigger(input);
      expect(answer.__typename).toBe('DagRunCreated');
      return answer['dagRun'] as RunView;
    };
    beforeAll(async () => {
      dagId = here.name('triggered');
      const params = {
        city: { type: 'string', default: 'Paris', minLength: 1 },
        days: { type: 'integer', default: 7 },
      };
      await here.api.define(dagId, { a: { type: 'empty' } }, { params, maxActiveRuns: 100 });
    });

    it('without a logical date, the instant of the trigger is it, and the run id is made of runAfter', async () => {
      const before = Date.now() - 1000;
      const made = await run();
      expect(made).toMatchObject({ type: 'MANUAL', triggeredBy: { kind: 'USER' }, version: { number: 1 } });
      const { logicalDate, runAfter, runId, dataInterval } = made;
      expect(runId).toMatch(/^manual__\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
      expect(Date.parse(runId.slice('manual__'.length))).toBe(Date.parse(runAfter));
      expect(Date.parse(String(logicalDate))).toBe(Date.parse(runAfter));
      expect(Date.parse(runAfter)).toBeGreaterThan(before);
      expect(dataInterval).not.toBeNull();
    });

    it('an explicit null is none, twice too; a given one is kept to the microsecond and must be free', async () => {
      expect(await run({ logicalDate: null })).toMatchObject({ logicalDate: null, dataInterval: null });
      expect(await run({ logicalDate: null })).toMatchObject({ logicalDate: null });
      const given = await run({ logicalDate: '2026-01-01T02:00:00.123456+02:00' });
      expect(given.logicalDate).toBe('2026-01-01T00:00:00.123456Z');
      expect(await trigger({ logicalDate: '2026-01-01T00:00:00.123456Z' })).toMatchObject({
        __typename: 'RunAlreadyExists',
        dagRun: { id: given.id },
      });
    });

    it('a given run id is kept, must be free, and finds the run', async () => {
      const { id } = await run({ runId: 'mine' });
      expect(await trigger({ runId: 'mine' })).toMatchObject({ __typename: 'RunAlreadyExists', dagRun: { id } });
      const found = await here.api.ask('query ($dagId: ID!) { dagRunByKey(dagId: $dagId, runId: "mine") { id } }', {
        dagId,
      });
      expect(found).toEqual({ dagRunByKey: { id } });
    });

    it('generated run ids never meet', async () => {
      const runs = await Promise.all(Array.from({ length: 12 }, () => run()));
      expect(new Set(runs.map(({ runId }) => runId)).size).toBe(12);
    });

    it('conf is kept as given; params are conf over the defaults; note and reason are kept', async () => {
      const made = await run({ conf: { city: 'Oslo', more: [1, null] }, note: 'hello', reason: 'rerun' });
      expect(made).toMatchObject({
        conf: { city: 'Oslo', more: [1, null] },
        params: { city: 'Oslo', days: 7, more: [1, null] },
        note: 'hello',
      });
      const { dagRun } = await here.api.ask<{ dagRun: { events: { nodes: object[] } } }>(
        'query ($id: ID!) { dagRun(id: $id) { events(first: 1) { nodes { type reason } } } }',
        { id: made.id },
      );
      expect(dagRun.events.nodes).toEqual([{ type: 'RunCreated', reason: 'rerun' }]);
    });

    it('given one idempotency key, one run, at once and later; with other input, a conflict', async () => {
      const idempotencyKey = here.name('trigger');
      const ids = await Promise.all(Array.from({ length: 8 }, async () => (await run({ idempotencyKey })).id));
      expect(new Set([...ids, (await run({ idempotencyKey })).id]).size).toBe(1);
      expect(await trigger({ idempotencyKey, conf: { days: 1 } })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
      expect(await here.api.pause(dagId, false)).toMatchObject({ __typename: 'DagPausedChanged' });
    });

    it('every run of it ends, and the list has each of them once, newest first', async () => {
      const seen: { id: string; queuedAt: string; state: string }[] = [];
      for (let after: string | null = null, more = true; more;) {
        const {
          dagRuns,
        }: {
          dagRuns: { nodes: typeof seen; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } };
        } = await here.api.ask(
          'query ($dagId: ID, $after: String) { dagRuns(filter: { dagId: $dagId }, first: 7, after: $after) { totalCount nodes { id queuedAt state } pageInfo { hasNextPage endCursor } } }',
          { dagId, after },
        );
        seen.push(...dagRuns.nodes);
        if (!dagRuns.pageInfo.hasNextPage) expect(dagRuns.totalCount).toBe(seen.length);
        [after, more] = [dagRuns.pageInfo.endCursor, dagRuns.pageInfo.hasNextPage];
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      const times = seen.map(({ queuedAt }) => Date.parse(queuedAt));
      expect(times).toEqual([...times].sort((a, b) => b - a));
      for (const { id } of seen) expect((await here.api.ended(id)).state).toBe('SUCCESS');
    });
  });
}
