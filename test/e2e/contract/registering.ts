import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Member } from '../support/api.js';
import { canonicalJson } from '../support/canonical-json.js';
import type { Here } from '../support/here.js';

interface Version {
  number: number;
  hash: string;
  spec: unknown;
}
const versionOf = (answer: Member): Version => answer['version'] as Version;

export function registering(here: Here): void {
  describe('registerDag', () => {
    it('YAML, JSON text and a JSON spec of one content are one version, with the hash of its canonical JSON', async () => {
      const id = here.name('one_content');
      const source = `id: ${id}\ndescription: "é"\ntasks:\n  b: { type: empty, upstream: [a] }\n  a: { type: bash, with: { command: "true" }, retryDelay: 5m }\n`;
      const spec = {
        tasks: {
          a: { with: { command: 'true' }, type: 'bash', retryDelay: 300 },
          b: { upstream: ['a'], type: 'empty' },
        },
        description: 'é',
        id,
      };
      const first = await here.api.register({ source });
      expect(first).toMatchObject({
        __typename: 'DagRegistered',
        created: true,
        dag: { id, paused: false },
        version: {
          number: 1,
          registeredBy: { kind: 'USER' },
          tasks: [
            { id: 'a', type: 'bash', triggerRule: 'ALL_SUCCESS', upstream: [], downstream: ['b'], mapped: false },
            { id: 'b', type: 'empty', upstream: ['a'], downstream: [] },
          ],
          edges: [{ from: 'a', to: 'b', label: null }],
        },
      });
      const { hash, spec: stored } = versionOf(first);
      expect(hash).toBe(createHash('sha256').update(canonicalJson(stored)).digest('hex'));
      for (const input of [{ spec }, { source: JSON.stringify(spec), format: 'JSON' }])
        expect(await here.api.register(input)).toMatchObject({ created: false, version: { number: 1, hash } });
    });

    it('other content is the next number; older content keeps its number and is the latest again', async () => {
      const id = here.name('versions');
      const spec = (text: string): object => ({ id, description: text, tasks: { a: { type: 'empty' } } });
      const answers: Member[] = [];
      for (const text of ['one', 'two', 'two', 'one', 'three'])
        answers.push(await here.api.register({ spec: spec(text) }));
      expect(answers.map((answer) => [answer['created'], versionOf(answer).number])).toEqual([
        [true, 1],
        [true, 2],
        [false, 2],
        [false, 1],
        [true, 3],
      ]);
      await here.api.register({ spec: spec('two') });
      const { dag } = await here.api.ask<{ dag: object }>(
        'query ($id: ID!) { dag(id: $id) { description latestVersion { number } version(number: 1) { number spec } versions { totalCount nodes { number } } none: version(number: 9) { number } } }',
        { id },
      );
      expect(dag).toMatchObject({
        description: 'two',
        latestVersion: { number: 2 },
        version: { number: 1, spec: { description: 'one' } },
        versions: { totalCount: 3, nodes: [{ number: 3 }, { number: 2 }, { number: 1 }] },
        none: null,
      });
    });

    it('a run keeps the version that it was made of', async () => {
      const id = here.name('pinned');
      await here.api.define(id, { a: { type: 'empty' } }, { paused: true });
      const run = await here.api.start(id);
      await here.api.define(id, { a: { type: 'empty' }, b: { type: 'empty' } });
      const next = await here.api.start(id);
      await here.api.pause(id, false);
      expect((await here.api.ended(run)).tasks.totalCount).toBe(1);
      expect(await here.api.ended(next)).toMatchObject({ version: { number: 2 }, tasks: { totalCount: 2 } });
    });

    it('tells every issue with its place', async () => {
      const source = `id: ${here.name('issues')}\ntasks:\n  a: { type: nonsense }\n  b: { type: empty, upstream: [nobody] }\n  c: { type: empty, upstream: [d] }\n  d: { type: empty, upstream: [c] }\n`;
      const answer = await here.api.register({ source });
      expect((answer['issues'] as { code: string; line: number }[]).map(({ code, line }) => [code, line])).toEqual(
        expect.arrayContaining([
          ['UNKNOWN_OPERATOR', 3],
          ['UNKNOWN_UPSTREAM', 4],
          ['CYCLE', expect.any(Number)],
        ]),
      );
    });

    it('given the same idempotency key, the same answer; given other content with it, a conflict and nothing done', async () => {
      const [id, idempotencyKey] = [here.name('keyed'), here.name('key')];
      const input = { spec: { id, tasks: { a: { type: 'empty' } } }, idempotencyKey };
      const first = await here.api.register(input);
      expect(await here.api.register(input)).toEqual(first);
      expect(await here.api.register({ ...input, spec: { id, tasks: { b: { type: 'empty' } } } })).toMatchObject({
        __typename: 'Refused',
        code: 'IDEMPOTENCY_CONFLICT',
      });
      const { dag } = await here.api.ask<{ dag: object }>(
        'query ($id: ID!) { dag(id: $id) { versions { totalCount } } }',
        { id },
      );
      expect(dag).toEqual({ versions: { totalCount: 1 } });
    });

    it('keeps what describes a DAG', async () => {
      const id = here.name('described');
      await here.api.define(
        id,
        { a: { type: 'empty', owner: 'ops' } },
        { tags: ['daily'], docMd: '# Hi', defaultArgs: { owner: 'data' } },
      );
      const { dag } = await here.api.ask<{ dag: object }>(
        'query ($id: ID!) { dag(id: $id) { id tags owners docMd paused schedule { kind } nextRun { runAfter } } }',
        { id },
      );
      expect(dag).toEqual({
        id,
        tags: ['daily'],
        owners: ['ops'],
        docMd: '# Hi',
        paused: false,
        schedule: null,
        nextRun: null,
      });
    });

    it('given a schedule, says when the next run is, and nothing while the DAG is paused', async () => {
      const id = here.name('planned');
      const schedule = { cron: '0 3 1 1 *', timezone: 'Europe/Paris' };
      await here.api.define(id, { a: { type: 'empty' } }, { schedule, startDate: '2090-01-01' });
      const question =
        'query ($id: ID!) { dag(id: $id) { schedule { kind timezone } nextRun { logicalDate dataInterval { start end } runAfter } } }';
      const start = '2090-01-01T02:00:00.000Z';
      const end = '2091-01-01T02:00:00.000Z';
      expect((await here.api.ask<{ dag: object }>(question, { id })).dag).toEqual({
        schedule: { kind: 'CRON', timezone: 'Europe/Paris' },
        nextRun: { logicalDate: start, dataInterval: { start, end }, runAfter: end },
      });
      await here.api.ask('mutation ($id: ID!) { setDagPaused(dagId: $id, paused: true) { __typename } }', { id });
      expect((await here.api.ask<{ dag: object }>(question, { id })).dag).toMatchObject({ nextRun: null });
    });

    it('lists the operators with a schema of their `with`', async () => {
      const { operatorTypes } = await here.api.ask<{
        operatorTypes: { type: string; sensor: boolean; paramsSchema: object }[];
      }>('{ operatorTypes { type summary sensor paramsSchema } }');
      const core =
        'empty bash python ts http.request sql.query sql.execute sql.check file.read file.write file.loadCsv branch shortCircuit latestOnly sensor.time sensor.file sensor.http sensor.sql';
      expect(operatorTypes.map(({ type }) => type)).toEqual(expect.arrayContaining(core.split(' ')));
      // what waits for people or for a call keeps a sensor's keys: timeout, softFail
      const waiting = operatorTypes.filter(({ sensor }) => sensor).map(({ type }) => type);
      expect(waiting.filter((type) => !type.startsWith('sensor.')).sort()).toEqual(['approval', 'wait.callback']);
      expect(waiting).toEqual(expect.arrayContaining(core.split(' ').filter((type) => type.startsWith('sensor.'))));
      expect(operatorTypes.find(({ type }) => type === 'bash')?.paramsSchema).toMatchObject({
        properties: { command: {} },
      });
    });
  });
}
