import { body, params } from './body.js';

type Spec = Record<string, unknown> & { id: string };

/** A person decides which of two tasks goes on. */
export const APPROVAL_DAG: Spec = {
  id: 'chaos_approval',
  params,
  tasks: {
    before: body(0.2),
    ask: {
      type: 'approval',
      with: {
        subject: 'Which one?',
        choices: [
          { id: 'left', follow: ['left'] },
          { id: 'right', follow: ['right'] },
        ],
        deadline: '10m',
      },
      upstream: ['before'],
    },
    left: { ...body(0.3), upstream: ['ask'] },
    right: { ...body(0.3), upstream: ['ask'] },
  },
};

/** Another system is told where to call, and the run waits for the call. */
export const CALLBACK_DAG: Spec = {
  id: 'chaos_callback',
  params,
  tasks: {
    tell: {
      type: 'wait.callback',
      with: {
        request: {
          url: '{{ params.system }}/{{ dagRun.id }}',
          method: 'POST',
          json: { notify: '{{ callback.url }}' },
          response: 'text',
        },
      },
      timeout: '10m',
      retries: 3,
      retryDelay: '500ms',
    },
    after: { ...body(0.3), upstream: ['tell'] },
  },
};

/** Long between two looks, so that what dies meanwhile dies under a run that only waits. */
export const POKES_DAG: Spec = {
  id: 'chaos_pokes',
  params,
  tasks: {
    wait: {
      type: 'sensor.file',
      with: { path: '{{ params.ledger }}.{{ dagRun.id }}' },
      pokeInterval: '3s',
      timeout: '10m',
    },
    after: { ...body(0.3), upstream: ['wait'] },
  },
};

/** Two tasks in a row, each of which waits for itself in the run before. */
export const PAST_DAG: Spec = {
  id: 'chaos_past',
  params,
  tasks: {
    first: { ...body(0.8), dependsOnPast: true },
    second: { ...body(0.8), dependsOnPast: true, upstream: ['first'] },
  },
};
