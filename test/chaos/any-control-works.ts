import { writeFileSync } from 'node:fs';
import { body, listOf, mappedBody, params } from './body.js';
import { askAnyhow } from './clients.js';
import { rowsBesideFold } from './folds.js';
import { insist, pause } from './patience.js';
import { branchOf, drawn } from './random.js';
import type { Work } from './work.js';
import type { World } from './world.js';

/** Something of everything that a control can meet. */
const ANY_DAG = {
  id: 'chaos_any_control',
  params,
  tasks: {
    make: { ...body(0.2), setup: true },
    list: { ...listOf(4), upstream: ['make'] },
    flaky: { ...body(0.2, '[ "$TRY" -ge 2 ]'), retries: 3, retryDelay: '400ms', upstream: ['make'] },
    wait: {
      type: 'sensor.file',
      with: { path: '{{ params.ledger }}.{{ dagRun.id }}' },
      pokeInterval: '300ms',
      timeout: '10m',
      upstream: ['make'],
    },
    ask: {
      type: 'approval',
      with: { subject: 'Go on?', choices: [{ id: 'yes', follow: ['after'] }], deadline: '10m' },
      upstream: ['flaky'],
    },
    after: { ...body(0.2), upstream: ['ask', 'wait', 'g'], triggerRule: 'all_done' },
    drop: { ...body(0.2), upstream: ['make', 'after'], teardown: { setups: ['make'] } },
  },
  groups: {
    g: {
      map: { n: "{{ xcom('list') }}" },
      tasks: { first: mappedBody(0.2, '[ "$N" != 2 ]'), second: { ...mappedBody(0.1), upstream: ['first'] } },
    },
  },
};
/** What a clear on the latest version may move a run to, and back: tasks go, come, and change what is above them. */
const OTHER_VERSION = {
  ...ANY_DAG,
  tasks: {
    ...Object.fromEntries(Object.entries(ANY_DAG.tasks).filter(([id]) => id !== 'flaky')),
    ask: { ...ANY_DAG.tasks.ask, upstream: ['make'] },
    more: { ...body(0.1), upstream: ['g.third'], retries: 1 },
  },
  groups: {
    g: {
      map: { n: "{{ xcom('list') }}" },
      tasks: { first: mappedBody(0.1), third: { ...mappedBody(0.1), upstream: ['first'], triggerRule: 'all_done' } },
    },
  },
};
const TASKS = ['make', 'list', 'flaky', 'wait', 'ask', 'g', 'g.first', 'g.second', 'after', 'drop', 'more', 'g.third'];

type Random = () => number;
type Ask = readonly [mutation: string, input: object];
const some = (random: Random): boolean => random() < 0.5;
/** The runs before and after it, too. */
const others = (random: Random): object => ({ past: random() < 0.2, future: random() < 0.2 });
const mapIndexes = (random: Random): number[] => [0, 1, 2, 3].filter(() => some(random));

const clear = (random: Random): object => ({
  ...(some(random) ? { taskIds: [drawn(random, TASKS)] } : {}),
  ...(random() < 0.2 ? { taskIds: [drawn(random, ['g.first', 'g.second'])], mapIndexes: mapIndexes(random) } : {}),
  ...others(random),
  ...{ upstream: some(random), downstream: some(random), onlyFailed: some(random), onLatestVersion: some(random) },
  ...{ dryRun: random() < 0.2, recursive: some(random) },
});

const KINDS: readonly ((random: Random) => Ask)[] = [
  (random) => ['clearTasks', clear(random)],
  (random) => ['clearTasks', clear(random)],
  (random) => [
    'setTaskState',
    {
      ...{ taskId: drawn(random, TASKS), state: drawn(random, ['SUCCESS', 'FAILED', 'SKIPPED']) },
      ...{ downstream: some(random), ...others(random) },
    },
  ],
  (random) => ['setDagRunState', { state: drawn(random, ['SUCCESS', 'FAILED', 'QUEUED']) }],
  (random) => ['retryTask', { taskId: drawn(random, TASKS) }],
  (random) => ['skipTask', { taskId: drawn(random, TASKS) }],
  () => ['pauseDagRun', {}],
  () => ['resumeDagRun', {}],
  (random) => ['setNote', { note: 'seen', ...(some(random) ? { taskId: drawn(random, TASKS) } : {}) }],
  (random) => ['rerunDagRun', { onLatestVersion: some(random) }],
  () => ['respondToApproval', { taskId: 'ask', choice: 'yes' }],
];

let played = 0;

/** Asks for this and that, whatever the runs say to it; every answer counts, every refusal is one. */
async function pester(world: World, dagId: string, runs: readonly string[], random: Random): Promise<void> {
  for (let i = 0; i < 14; i += 1) {
    await pause(random() * 500);
    const dagRunId = drawn(random, runs);
    if (random() < 0.1) await newVersion(world, dagId, drawn(random, [ANY_DAG, OTHER_VERSION]));
    const [mutation, input] = drawn(random, KINDS)(random);
    await askAnyhow(world, mutation, { dagRunId, ...input });
  }
}

const newVersion = (world: World, id: string, spec: object): Promise<unknown> =>
  insist(async () => (await world.api.register({ ...spec, id }), true));

/** Then lets them end, with what was made of them: nothing that they wait for is missing any more. */
async function letEnd(world: World, dagId: string): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    const open = await openRuns(world, dagId);
    if (open.length === 0) return;
    for (const dagRunId of open) {
      writeFileSync(`${world.ledger}.${dagRunId}`, '');
      await askAnyhow(world, 'resumeDagRun', { dagRunId });
      await askAnyhow(world, 'respondToApproval', { dagRunId, taskId: 'ask', choice: 'yes' });
    }
    await pause(300);
  }
}

async function openRuns(world: World, dagId: string): Promise<string[]> {
  const asked = () => world.api.ask<{ dagRuns: { nodes: { id: string }[] } }>(OPEN_RUNS, { dagId });
  return (await insist(asked)).dagRuns.nodes.map(({ id }) => id);
}

const OPEN_RUNS =
  'query ($dagId: ID!) { dagRuns(first: 100, filter: { dagId: $dagId, states: [QUEUED, RUNNING] }) { nodes { id } } }';

const anyControl: Work = {
  name: 'controls of every kind at random instants',
  dags: [],
  go: async (world, _, random) => {
    // a DAG of its own: the runs before and after its runs are those of this scenario
    const dagId = `${ANY_DAG.id}_${(played += 1)}`;
    await newVersion(world, dagId, ANY_DAG);
    const runs = [(await world.trigger(dagId)).id, (await world.trigger(dagId)).id];
    // two people at once
    const people = [branchOf(random), branchOf(random)];
    await Promise.all(people.map((person) => pester(world, dagId, runs, person)));
    await letEnd(world, dagId);
    return runs.map((id) => ({ id, ends: ['SUCCESS', 'FAILED'], wrong: (pool) => rowsBesideFold(pool, id) }));
  },
};

export const ANY_CONTROL_WORKS = { anyControl };
