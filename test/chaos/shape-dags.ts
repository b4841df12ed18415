import { body, listOf, mappedBody, params, type TaskSpec } from './body.js';

type Spec = Record<string, unknown> & { id: string };

/** 40 instances, eight at a time; one of them fails its first try. */
export const MAPPED_DAG: Spec = {
  id: 'chaos_mapped',
  params,
  tasks: {
    list: listOf(40),
    each: {
      ...mappedBody(0.1, '[ "$N" != 7 ] || [ "$TRY" -ge 2 ]'),
      map: { n: "{{ xcom('list') }}" },
      maxActivePerRun: 8,
      retries: 2,
      retryDelay: '300ms',
    },
    after: { ...body(0.1), upstream: ['each'] },
  },
};

/** A group of three tasks, one of which fails for one element. */
export const MAPPED_GROUP_DAG: Spec = {
  id: 'chaos_mapped_group',
  params,
  maxActiveTasks: 8,
  tasks: {
    list: listOf(6),
    after: { ...body(0.1), upstream: ['g'], triggerRule: 'all_done' },
  },
  groups: {
    g: {
      map: { n: "{{ xcom('list') }}" },
      tasks: {
        first: mappedBody(0.2, '[ "$N" != 3 ]'),
        second: { ...mappedBody(0.2), upstream: ['first'] },
        third: { ...mappedBody(0.1), upstream: ['second'], triggerRule: 'all_done' },
      },
    },
  },
};

/** So many instances that their events fill many segments, beside a body that outlasts most of them. */
export const MAPPED_SEGMENTS_DAG: Spec = {
  id: 'chaos_mapped_segments',
  params,
  tasks: {
    long: body(5),
    list: listOf(100),
    each: { ...mappedBody(0), map: { n: "{{ xcom('list') }}" }, maxActivePerRun: 6 },
    after: { ...body(0.1), upstream: ['each', 'long'] },
  },
};

const cleanedUp = (work: TaskSpec): Record<string, TaskSpec> => ({
  make: { ...body(0.3), setup: true },
  work: { ...work, upstream: ['make'] },
  more: { ...body(0.2), upstream: ['work'] },
  drop: { ...body(0.6), upstream: ['make', 'more'], teardown: { setups: ['make'] } },
});

/** Work that fails between a setup and a teardown. */
export const TEARDOWN_DAG: Spec = { id: 'chaos_teardown', params, tasks: cleanedUp(body(0.6, 'exit 3')) };

/** Work that is long enough to be cancelled, between a setup and a teardown. */
export const CANCELLED_DAG: Spec = { id: 'chaos_cancelled', params, tasks: cleanedUp(body(20)) };
