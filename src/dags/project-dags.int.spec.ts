import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DagFile } from '../../activities/registry/index.js';
import { startService, type TestService } from '../../test/support/service.js';
import { ProjectDags } from './project-dags.js';

let service: TestService;
let project: ProjectDags;
beforeAll(async () => {
  service = await startService();
  project = service.app.get(ProjectDags, { strict: false });
});
afterAll(async () => service.stop());

const file = (path: string, ...texts: string[]): DagFile => ({
  path,
  documents: texts.map((text) => ({ format: 'yaml', text })),
  contentHash: createHash('sha256').update(texts.join()).digest('hex'),
});
const yaml = (id: string, description: string): string =>
  `id: ${id}\ndescription: ${description}\ntasks:\n  a: { type: empty }\n`;
const versions = async (id: string): Promise<unknown> =>
  (await service.pool.query('select latest_version as latest, description from dags where id = $1', [id])).rows;

describe('the project', () => {
  it('brings its DAGs, told as its own', async () => {
    const report = await project.register(
      [file('dags/a.yaml', yaml('a', 'one')), file('dags/b.ts', yaml('b1', 'x'), yaml('b2', 'x'))],
      [],
    );
    expect(report).toEqual({ changed: ['a', 'b1', 'b2'], errors: [] });
    const { rows } = await service.pool.query(
      `select type, actor_kind, actor_id, reason from events where stream = 'dag-a'`,
    );
    expect(rows).toEqual([
      { type: 'DagRegistered', actor_kind: 'SERVICE', actor_id: 'project', reason: 'file dags/a.yaml' },
    ]);
  });

  it('given a known content, leaves the DAG alone, also where the API has registered another version', async () => {
    await service.ask(
      `mutation { registerDag(input: { spec: { id: "a", description: "by hand", tasks: { a: { type: "empty" } } } }) { __typename } }`,
    );
    expect(await project.register([file('dags/a.yaml', yaml('a', 'one'))], [])).toEqual({ changed: [], errors: [] });
    expect(await versions('a')).toEqual([{ latest: 2, description: 'by hand' }]);
  });

  it('given a changed file, its DAG has a new version', async () => {
    expect(await project.register([file('dags/a.yaml', yaml('a', 'two'))], [])).toEqual({ changed: ['a'], errors: [] });
    expect(await versions('a')).toEqual([{ latest: 3, description: 'two' }]);
  });

  it('given a broken file beside good ones, lists it and registers the rest', async () => {
    const broken = file('dags/bad.yaml', 'id: bad\ntasks:\n  a: { type: nonsense }\n');
    const report = await project.register(
      [broken, file('dags/c.yaml', yaml('c', 'x'))],
      [{ path: 'dags/worse.ts', message: 'boom' }],
    );
    expect(report.changed).toEqual(['c']);
    expect(report.errors.map((error) => error.path)).toEqual(['dags/worse.ts', 'dags/bad.yaml']);
    expect(report.errors[1]?.message).toContain('line 3');
    const { rows } = await service.pool.query(
      'select path, dag_ids, error is null as fine from dag_files order by path',
    );
    expect(rows).toEqual([
      { path: 'dags/bad.yaml', dag_ids: [], fine: false },
      { path: 'dags/c.yaml', dag_ids: ['c'], fine: true },
      { path: 'dags/worse.ts', dag_ids: [], fine: false },
    ]);
  });

  it('given a thousand DAGs in one file and a hundred files, registers each with its events and its schedule', async () => {
    const scheduled = (id: string): string => `${yaml(id, 'many')}schedule: "0 3 * * *"\nstartDate: 2020-01-01\n`;
    const ids = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}_${i}`);
    const [inOne, inMany] = [ids('one', 1000), ids('many', 100)];
    const files = [
      file('dags/one.ts', ...inOne.map(scheduled)),
      ...inMany.map((id) => file(`dags/${id}.yaml`, scheduled(id))),
    ];
    const report = await project.register(files, []);
    expect(report).toEqual({ changed: [...inOne, ...inMany], errors: [] });
    const { rows } = await service.pool.query<{ told: string; scheduled: string }>(
      `select count(*) filter (where type = 'DagRegistered') as told, count(*) filter (where type = 'DagScheduleChanged') as scheduled
       from events where dag_id = any($1)`,
      [[...inOne, ...inMany]],
    );
    expect(rows).toEqual([{ told: '1100', scheduled: '1100' }]);
  });

  it('given a file that cannot be stored beside a good one, stores the good one', async () => {
    await service.pool.query(`alter table dags add constraint no_such check (id <> 'unlucky')`);
    const files = [file('dags/lucky.yaml', yaml('lucky', 'x')), file('dags/unlucky.yaml', yaml('unlucky', 'x'))];
    await expect(project.register(files, [])).rejects.toThrow(/no_such/);
    await service.pool.query('alter table dags drop constraint no_such');
    expect(await versions('lucky')).toEqual([{ latest: 1, description: 'x' }]);
    expect((await project.register(files, [])).changed).toEqual(['unlucky']);
  });
});
