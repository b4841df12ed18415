import { describe, expect, it } from 'vitest';
import { messages, refusals } from '../dag.fixture.js';

const dag = (notify: string): string => `id: d\nnotify: ${notify}\ntasks: { a: { type: empty } }\n`;
const task = (notify: string): string => `id: d\ntasks:\n  a: { type: empty, notify: ${notify} }\n`;

describe('notifiers', () => {
  it('stand at the DAG, its groups, its tasks and in defaultArgs, for every trigger', () => {
    const entry = '[{ type: notify.log, with: { message: "{{ error.message }} of {{ event.type }}" } }]';
    const all = `{ onFailure: ${entry}, onRetry: ${entry}, onSuccess: ${entry}, onSlaMiss: ${entry}, onApproval: ${entry} }`;
    expect(refusals(dag(all))).toEqual([]);
    expect(refusals(task(all))).toEqual([]);
    expect(
      refusals(
        `id: d\ngroups:\n  g: { notify: ${all}, defaultArgs: { notify: ${all} }, tasks: { a: { type: empty } } }\n`,
      ),
    ).toEqual([]);
  });

  it('are of a type that somebody serves and that tells people', () => {
    expect(refusals(dag('{ onFailure: [{ type: notify.lag }] }'))).toEqual([
      'UNKNOWN_OPERATOR notify.onFailure.0.type 2:31',
    ]);
    expect(messages(task('{ onFailure: [{ type: bash, with: { command: "true" } }] }'))).toEqual([
      'bash does not tell people anything: use one of notify.log',
    ]);
  });

  it('have a `with` that fits their schema, wherever they stand', () => {
    expect(refusals(dag('{ onRetry: [{ type: notify.log, with: { message: x } }] }'))).toEqual([
      'BAD_WITH notify.onRetry.0.with.message 2:58',
    ]);
    expect(
      refusals(task('{ onSuccess: [{ type: notify.log }] }')).map((text) => text.split(' ').slice(0, 2).join(' ')),
    ).toEqual(['BAD_WITH tasks.a.notify.onSuccess.0.with']);
    const defaults =
      'id: d\ndefaultArgs: { notify: { onFailure: [{ type: notify.log, with: { mesage: hello } }] } }\ntasks: { a: { type: empty } }\n';
    expect(refusals(defaults).join()).toContain('BAD_WITH defaultArgs.notify.onFailure.0.with.mesage');
  });

  it('have templates that name what is there: a run that is told of has no task', () => {
    const told = (trigger: string, text: string): string =>
      `{ ${trigger}: [{ type: notify.log, with: { message: "${text}" } }] }`;
    expect(refusals(dag(told('onFailure', '{{ task.id }}')))).toEqual([
      'BAD_TEMPLATE notify.onFailure.0.with.message 2:60',
    ]);
    expect(refusals(dag(told('onRetry', '{{ task.id }}')))).toEqual([]);
    expect(refusals(task(told('onFailure', '{{ task.id }}')))).toEqual([]);
    expect(refusals(task(told('onFailure', '{{ broken')))).toHaveLength(1);
    expect(refusals('id: d\ntasks:\n  a: { type: bash, with: { command: "{{ error }}" } }\n')).toHaveLength(1);
  });
});
