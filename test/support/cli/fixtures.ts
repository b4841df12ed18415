/** Things of the contract with all their fields; a spec changes what it is about. */
type Fields = Record<string, unknown>;

export const actor = { kind: 'USER', id: 'u1', name: 'ada' };

export const aDag = (fields: Fields = {}): Fields => ({
  id: 'weather',
  description: 'Seven-day forecast',
  docMd: null,
  owners: ['data'],
  tags: ['daily'],
  paused: false,
  schedule: { expression: '0 2 * * *', kind: 'CRON', timezone: 'UTC', catchup: false, summary: 'At 02:00' },
  nextRun: { logicalDate: '2026-11-21T02:00:00Z', runAfter: '2026-11-22T02:00:00Z' },
  scheduleExplanation: {
    summary: 'the run of 2026-11-21T02:00:00.000Z is not due before 2026-11-22T02:00:00.000Z',
    reason: 'NOT_DUE',
    facts: { last: null },
  },
  latestVersion: aVersion(3),
  version: ({ number }: { number: number }) => (number <= 3 ? aVersion(number) : null),
  runs: { nodes: [], totalCount: 0 },
  ...fields,
});

export const aVersion = (
  number: number,
  spec: unknown = { id: 'weather', tasks: { fetch: { type: 'empty' } } },
): Fields => ({
  dagId: 'weather',
  number,
  hash: 'ab'.repeat(32),
  spec,
  registeredAt: '2026-11-20T10:00:00.000Z',
  registeredBy: actor,
  tasks: [
    { id: 'fetch', type: 'empty', triggerRule: 'ALL_SUCCESS', upstream: [], downstream: [], mapped: false, spec: {} },
  ],
  edges: [],
});

export const aRun = (fields: Fields = {}): Fields => ({
  id: 'run-1',
  dagId: 'weather',
  runId: 'manual__1',
  type: 'MANUAL',
  state: 'RUNNING',
  version: aVersion(3),
  logicalDate: '2026-11-21T08:00:00Z',
  dataInterval: null,
  runAfter: '2026-11-21T08:00:00Z',
  conf: {},
  params: { city: 'Paris' },
  queuedAt: '2026-11-21T08:00:00Z',
  startedAt: '2026-11-21T08:00:01Z',
  endedAt: null,
  clearNumber: 0,
  note: null,
  triggeredBy: actor,
  cause: { kind: 'PERSON', summary: 'ada triggered it', facts: {} },
  workflow: { namespace: 'default', workflowId: 'run/run-1/1', runId: null },
  stateCounts: [],
  deadlines: [],
  notifications: page([]),
  partitionKey: null,
  parent: null,
  triggeringAssetEvents: page([]),
  tasks: page([]),
  task: () => null,
  ...fields,
});

export const aTask = (fields: Fields = {}): Fields => ({
  taskId: 'fetch',
  mapIndex: -1,
  displayName: null,
  state: 'RUNNING',
  tryNumber: 1,
  maxTries: 3,
  operator: 'bash',
  pool: 'default',
  poolSlots: 1,
  priorityWeight: 1,
  queue: 'default',
  queuedAt: '2026-11-21T08:00:01Z',
  startedAt: '2026-11-21T08:00:02Z',
  endedAt: null,
  nextTryAt: null,
  renderedFields: null,
  attempts: [],
  pokeCount: 0,
  lastPokeAt: null,
  xcoms: [],
  log: { lines: [], nextLine: 1, complete: false },
  explanation: { summary: 'it runs', rule: 'ALL_SUCCESS', upstream: {}, blockedBy: [] },
  note: null,
  ...fields,
});

export const page = (nodes: readonly Fields[], fields: Fields = {}): Fields => ({
  nodes,
  totalCount: nodes.length,
  pageInfo: { hasNextPage: false, endCursor: null },
  ...fields,
});
