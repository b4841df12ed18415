import { describe, expect, it } from 'vitest';
import { compileDag, type NormalizedDag } from '../dag/index.js';
import type { RunEvent } from '../runs/run-events.js';
import { nextDeliveryMs } from './next-delivery.js';
import { notifierAt, notificationsOf } from './notifications-of.js';
import { type NotifyPlan, notifyPlanOf } from './notify-plan.js';

const says = (message: string) => ({ type: 'notify.log', with: { message } });
const planOf = (dag: object): NotifyPlan | null =>
  notifyPlanOf(compileDag({ id: 'd', ...dag } as unknown as NormalizedDag));
const event = (type: RunEvent['type'], taskId?: string, poke = 0): RunEvent =>
  ({
    type,
    occurredAt: '2026-01-01T00:00:00.000Z',
    ...(taskId === undefined ? { payload: {} } : { taskId, mapIndex: -1, payload: { tryNumber: 2, poke } }),
  }) as unknown as RunEvent;

/** Messages of the notifiers that the events reach, with their level. */
function told(plan: NotifyPlan | null, ...events: RunEvent[]): string[] {
  if (plan === null) return ['no notifier at all'];
  return notificationsOf(plan, 'run-x', 4, events).map((due) => {
    const { message } = (notifierAt(plan, due)?.with ?? {}) as { message?: string };
    return `${due.level} ${due.trigger} ${String(message)}`;
  });
}

describe('who is told', () => {
  const plan = planOf({
    notify: {
      onFailure: [says('run failed')],
      onSuccess: [says('run ok')],
      onRetry: [says('any retry')],
      onSlaMiss: [says('any late')],
    },
    defaultArgs: { notify: { onFailure: [says('default')] } },
    tasks: { plain: { type: 'empty' }, own: { type: 'empty', notify: { onSuccess: [says('own 1'), says('own 2')] } } },
    groups: {
      g: {
        notify: { onFailure: [says('g')] },
        tasks: { x: { type: 'empty' } },
        groups: {
          h: { notify: { onFailure: [says('h')], onApproval: [says('ask')] }, tasks: { y: { type: 'empty' } } },
        },
      },
    },
  });

  it('of a run: the notifiers of its DAG, and no others', () => {
    expect(told(plan, event('RunFailed'))).toEqual(['dag onFailure run failed']);
    expect(told(plan, event('RunSucceeded'))).toEqual(['dag onSuccess run ok']);
    expect(told(plan, event('RunStarted'))).toEqual([]);
  });

  it('of a task: its own notifiers, which take the place of inherited ones, then those of its groups from the inside out', () => {
    expect(told(plan, event('TaskFailed', 'plain'))).toEqual(['task onFailure default']);
    expect(told(plan, event('TaskFailed', 'own'))).toEqual([]);
    expect(told(plan, event('TaskSucceeded', 'own'))).toEqual(['task onSuccess own 1', 'task onSuccess own 2']);
    expect(told(plan, event('TaskFailed', 'g.x'))).toEqual(['task onFailure default', 'group:g onFailure g']);
    expect(told(plan, event('TaskFailed', 'g.h.y'))).toEqual([
      'task onFailure default',
      'group:g.h onFailure h',
      'group:g onFailure g',
    ]);
  });

  it('of what a run has no event for: the DAG hears it of every task', () => {
    expect(told(plan, event('TaskUpForRetry', 'plain'))).toEqual(['dag onRetry any retry']);
    expect(told(plan, event('TaskDeadlineMissed', 'g.x'))).toEqual(['dag onSlaMiss any late']);
    expect(told(plan, event('TaskAwaitingInput', 'g.h.y', 1), event('TaskAwaitingInput', 'g.h.y', 2))).toEqual([
      'group:g.h onApproval ask',
    ]);
  });

  it('nobody of a task that was skipped or whose upstream failed', () => {
    expect(
      told(plan, event('TaskSkipped', 'plain'), event('TaskUpstreamFailed', 'g.x'), event('TaskQueued', 'own')),
    ).toEqual([]);
  });

  it('nobody, at no cost, where the DAG has no notifier', () => {
    expect(planOf({ tasks: { a: { type: 'empty', notify: { onFailure: [] } } } })).toBeNull();
  });
});

describe('a notification', () => {
  const plan = planOf({
    notify: { onFailure: [says('a'), says('b')] },
    tasks: { a: { type: 'empty', notify: { onFailure: [says('c')] } } },
  });
  const due = plan === null ? [] : notificationsOf(plan, 'run-x', 4, [event('TaskFailed', 'a'), event('RunFailed')]);

  it('names its event, its task and the place of its notifier', () => {
    expect(
      due.map(({ version, event: type, taskId, tryNumber, position }) => [version, type, taskId, tryNumber, position]),
    ).toEqual([
      [5, 'TaskFailed', 'a', 2, 0],
      [6, 'RunFailed', null, null, 0],
      [6, 'RunFailed', null, null, 1],
    ]);
  });

  it('has an id of its own, which is the same when it is computed again', () => {
    expect(new Set(due.map(({ id }) => id)).size).toBe(3);
    expect(due[0]?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(plan && notificationsOf(plan, 'run-x', 4, [event('TaskFailed', 'a')])[0]?.id).toBe(due[0]?.id);
    expect(plan && notificationsOf(plan, 'run-y', 4, [event('TaskFailed', 'a')])[0]?.id).not.toBe(due[0]?.id);
  });
});

describe('a message that does not get through', () => {
  it('is sent again after 5 s, then more and more patiently, and given up after a day', () => {
    const pauses: number[] = [];
    for (let tries = 1, pause = nextDeliveryMs(tries); pause !== null; tries += 1, pause = nextDeliveryMs(tries))
      pauses.push(pause);
    expect(pauses.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
    expect(Math.max(...pauses)).toBe(7_200_000);
    const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(22);
    expect(hours).toBeLessThan(27);
  });
});
