import { describe, expect, it } from 'vitest';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

const DEADLINES = `query ($id: ID!) { dagRun(id: $id) { state deadlines { position rule at metAt missedAt } notifications { nodes { trigger level } } } }`;
const EVENTS = `query ($filter: EventFilter) { events(filter: $filter, first: 100) { nodes { type stream reason actor { kind id } payload } } }`;
const DAG = `query ($id: ID!) { dag(id: $id) { paused latestVersion { number } } }`;
const RUN = `query ($id: ID!) { dagRun(id: $id) { id } }`;
const DELETE = `mutation ($dagId: ID!) { deleteDag(dagId: $dagId, reason: "over", idempotencyKey: null) { __typename
  ... on DagDeleted { dagId runs versions } ... on DagNotFound { message } ... on Refused { code message } } }`;
const VERSIONS = `query ($dagId: ID!) { deletedDagVersions(dagId: $dagId) { nodes { number hash spec } } }`;

interface DeadlineView {
  state: string;
  deadlines: { position: number; rule: string; at: string; metAt: string | null; missedAt: string | null }[];
  notifications: { nodes: { trigger: string; level: string }[] };
}
interface EventView {
  type: string;
  stream: string;
  reason: string | null;
  actor: { kind: string; id: string };
  payload: Record<string, unknown>;
}

/** Runs that are late, DAGs that fail again and again, and what is deleted. */
export function keeping(here: Here): void {
  const events = async (filter: object): Promise<EventView[]> =>
    (await here.api.ask<{ events: { nodes: EventView[] } }>(EVENTS, { filter })).events.nodes;
  const view = async (id: string): Promise<DeadlineView> =>
    (await here.api.ask<{ dagRun: DeadlineView }>(DEADLINES, { id })).dagRun;
  async function until(id: string, wanted: (run: DeadlineView) => boolean): Promise<DeadlineView> {
    for (let left = 600; ; left -= 1) {
      const run = await view(id);
      if (wanted(run)) return run;
      if (left === 0) throw new Error(`never came: ${JSON.stringify(run)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  describe('deadlines', () => {
    const log = [{ type: 'notify.log', with: { message: '{{ runId }} is late: {{ event.payload.rule }}' } }];

    it('a run that is under way misses its deadline once, tells of it, and goes on to its end', async () => {
      const deadlines = [{ after: '1s', notify: log }, { after: '1d' }];
      const dagId = await here.api.define(here.name('late'), { a: bash('sleep 3') }, { deadlines });
      const id = await here.api.start(dagId);
      const missed = await until(id, ({ deadlines: [first] }) => first?.missedAt != null);
      expect(missed.deadlines.map(({ rule, missedAt }) => [rule, missedAt !== null])).toEqual([
        ['PT1S after queuedAt', true],
        ['P1D after queuedAt', false],
      ]);
      const run = await here.api.ended(id);
      expect(run.state).toBe('SUCCESS');
      expect((await view(id)).notifications.nodes).toEqual([{ trigger: 'onDeadlineMiss', level: 'deadline:0' }]);
      const told = await events({ dagRunId: id, types: ['DeadlineMissed'] });
      expect(told).toMatchObject([{ stream: `run-${id}`, actor: { kind: 'SYSTEM' }, payload: { position: 0 } }]);
    });

    it('a run of a paused DAG misses it as well, while it is queued', async () => {
      const dagId = await here.api.define(
        here.name('asleep'),
        { a: bash('true') },
        { paused: true, deadlines: [{ after: '1s' }] },
      );
      const id = await here.api.start(dagId);
      const { state } = await until(id, ({ deadlines: [first] }) => first?.missedAt != null);
      expect(state).toBe('QUEUED');
    });
  });

  describe('maxConsecutiveFailedRuns', () => {
    it('pauses the DAG and says for which runs', async () => {
      const dagId = await here.api.define(here.name('unlucky'), { a: bash('exit 1') }, { maxConsecutiveFailedRuns: 2 });
      const first = await here.api.start(dagId);
      await here.api.ended(first);
      expect((await here.api.ask<{ dag: { paused: boolean } }>(DAG, { id: dagId })).dag.paused).toBe(false);
      const last = await here.api.start(dagId);
      await here.api.ended(last);
      expect((await here.api.ask<{ dag: { paused: boolean } }>(DAG, { id: dagId })).dag.paused).toBe(true);
      const [event] = await events({ dagId, types: ['DagPaused'] });
      expect(event).toMatchObject({ actor: { kind: 'SCHEDULER' }, payload: { failedRuns: [last, first] } });
      expect(event?.reason).toContain('the last 2 runs failed');
    });
  });

  describe('deleteDag', () => {
    it('deletes a DAG with its runs; what they did stays known', async () => {
      const dagId = await here.api.define(here.name('over'), { a: bash('echo 1') });
      const id = await here.api.start(dagId);
      await here.api.ended(id);
      expect(await here.api.mutate(DELETE, { dagId })).toEqual({
        __typename: 'DagDeleted',
        dagId,
        runs: 1,
        versions: 1,
      });
      expect(await here.api.ask(DAG, { id: dagId })).toEqual({ dag: null });
      expect(await here.api.ask(RUN, { id })).toEqual({ dagRun: null });
      expect((await events({ dagRunId: id })).map(({ type }) => type)).toEqual(
        expect.arrayContaining(['RunCreated', 'RunSucceeded']),
      );
      expect((await events({ dagId, types: ['DagDeleted'] }))[0]).toMatchObject({
        reason: 'over',
        payload: { runs: 1 },
      });
      const { deletedDagVersions } = await here.api.ask<{ deletedDagVersions: { nodes: object[] } }>(VERSIONS, {
        dagId,
      });
      expect(deletedDagVersions.nodes).toMatchObject([{ number: 1, spec: { id: dagId } }]);
      await here.api.define(dagId, { a: bash('echo 2') });
      expect(await here.api.ask(DAG, { id: dagId })).toEqual({ dag: { paused: false, latestVersion: { number: 2 } } });
    });

    it('is refused while a run is not finished', async () => {
      const dagId = await here.api.define(here.name('at-work'), { a: bash('sleep 60') });
      const id = await here.api.start(dagId);
      expect(await here.api.mutate(DELETE, { dagId })).toMatchObject({ __typename: 'Refused', code: 'ILLEGAL_STATE' });
      await here.api.setState({ dagRunId: id, state: 'FAILED' });
    });
  });
}
