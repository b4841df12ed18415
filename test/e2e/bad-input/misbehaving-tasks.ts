import { beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { type Member, taskOf } from '../support/api.js';
import type { TaskView } from '../support/run-view.js';
import { bash, STUBBORN } from '../support/bash-task.js';
import { goneWithin } from '../support/gone-within.js';
import type { Here } from '../support/here.js';
import { MIB } from '../support/raw-body.js';

const codesOf = (answer: Member): string[] => ((answer['issues'] ?? []) as { code: string }[]).map(({ code }) => code);

export function misbehavingTasks(here: Here): void {
  describe('a task that misbehaves', () => {
    /** Started first, as each takes its ten seconds of grace; their tests come last. Both answer how long the process group lived on. */
    let afterCancel: Promise<{ id: string; ms: number }>;
    let afterTimeout: Promise<{ id: string; ms: number }>;
    beforeAll(async () => {
      const cancelled = await begin(here, 'stubborn_cancel', {});
      const cancel = await here.api.setState({ dagRunId: cancelled.id, state: 'FAILED', reason: 'enough' });
      expect(cancel).toMatchObject({ __typename: 'ControlApplied' });
      afterCancel = lifeOf(cancelled);
      afterTimeout = lifeOf(await begin(here, 'stubborn_timeout', { executionTimeout: '3s' }));
    });

    const rss = (pid: number | null): number =>
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

    it(
      'prints 200 MB: its log ends with a clear mark, and the worker does not grow by it',
      { timeout: 120_000 },
      async () => {
        const before = rss(here.endpoint.pids.worker);
        const run = await here.api.run('prints', {
          flood: bash(`head -c 200000000 /dev/zero | tr '\\0' x | fold -w 199; echo; echo last`),
        });
        expect(taskOf(run, 'flood')).toMatchObject({ state: 'SUCCESS', xcoms: [{ value: 'last' }] });
        expect(rss(here.endpoint.pids.worker) - before).toBeLessThan(150);
        const [stored] = await here.rows<{ bytes: number }>(
          'select sum(octet_length(lines))::int as bytes from task_logs where dag_run_id = $1',
          [run.id],
        );
        expect(stored?.bytes).toBeLessThan(20 * MIB);
        const end = (await here.api.log(run.id, 'flood')).split('\n').slice(-2);
        expect(end).toEqual([
          expect.stringMatching(/cut here: more than 10 MiB/),
          expect.stringMatching(/^\[\d+ bytes more were printed and not kept\]$/),
        ]);
      },
    );

    it('prints 60 MB without a newline: the line is cut', { timeout: 120_000 }, async () => {
      const before = rss(here.endpoint.pids.worker);
      const run = await here.api.run('prints_a_line', { flood: bash(`head -c 60000000 /dev/zero | tr '\\0' x`) });
      expect(rss(here.endpoint.pids.worker) - before).toBeLessThan(150);
      expect(run.tasks.nodes[0]?.attempts).toHaveLength(1);
      expect(await here.api.log(run.id, 'flood')).toMatch(/^x+ … \[line cut\]$/);
    });

    it('returns more than 16 MiB: XComTooLarge, not tried again, nothing of it kept', async () => {
      const run = await here.api.run('too_large', {
        big: { type: 'ts', with: { handler: 'bodies.big', args: { bytes: 17 * MIB } }, retries: 3, retryDelay: '1s' },
      });
      expect(taskOf(run, 'big')).toMatchObject({
        state: 'FAILED',
        tryNumber: 1,
        attempts: [
          {
            outcome: 'FAILED',
            error: { type: 'XComTooLarge', retryable: false, message: expect.stringContaining('write the data to') },
          },
        ],
        xcoms: [],
      });
    });

    it('returns just under 16 MiB: it is kept', async () => {
      const run = await here.api.run('just_fits', {
        big: { type: 'ts', with: { handler: 'bodies.big', args: { bytes: 16 * MIB - 2 } } },
      });
      expect(taskOf(run, 'big').xcoms.map(({ sizeBytes }) => sizeBytes)).toEqual([16 * MIB]);
    });

    it.each([
      ['an undefined param', '{{ params.nobody }}'],
      ['a loop of a thousand million steps', '{% for i in range(1000000000) %}x{% endfor %}'],
      [
        'loops in loops',
        '{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}',
      ],
      [
        'a text that doubles',
        `{% set ns = namespace(t='xxxxxxxxxx') %}{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}`,
      ],
      ['a large multiplication', `{{ 'x' * 1000000000 }}`],
    ])('has %s in a template: TemplateError, and the command never runs', async (_what, template) => {
      const id = 'bad_template';
      const answer = await here.api.register({ spec: { id, tasks: { a: bash(`echo ran ${template}`) } } });
      if (answer.__typename === 'InvalidDag') return expect(codesOf(answer)).toEqual(['BAD_TEMPLATE']);
      const run = await here.api.ended(await here.api.start(id), 20_000);
      expect(taskOf(run, 'a')).toMatchObject({
        state: 'FAILED',
        attempts: [{ error: { type: 'TemplateError', message: expect.stringContaining('command') } }],
      });
      expect(await here.api.log(run.id, 'a')).not.toContain('ran');
    });

    it('writes its log to a full disk: the task does not fail for it, and the log says what is lost', async () => {
      await here.rows(
        `create function disk_is_full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
      );
      await here.rows(
        'create trigger full_disk before insert on task_logs for each row execute function disk_is_full()',
      );
      try {
        await here.api.define('full_disk', {
          talks: bash('for i in $(seq 20); do echo "line $i"; sleep 0.1; done; echo done; sleep 2; echo after'),
        });
        const id = await here.api.start('full_disk');
        await here.api.until(id, (run) => taskOf(run, 'talks').state === 'RUNNING');
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        await here.rows('drop trigger full_disk on task_logs');
        const run = await here.api.ended(id);
        expect(taskOf(run, 'talks')).toMatchObject({
          state: 'SUCCESS',
          attempts: [{ outcome: 'SUCCESS' }],
          xcoms: [{ value: 'after' }],
        });
        const log = await here.api.log(id, 'talks');
        expect(log).toMatch(/\d+ lines of this log are lost/);
        expect(log).toContain('after');
      } finally {
        await here.rows('drop trigger if exists full_disk on task_logs');
        await here.rows('drop function disk_is_full()');
      }
    });

    it('never hears TERM: a cancel ends its process group, after its grace', { timeout: 30_000 }, async () => {
      const { id, ms } = await afterCancel;
      expect(await endOfStay(here, id)).toMatchObject({
        state: 'FAILED',
        attempts: [{ outcome: 'CANCELLED', error: { type: 'Cancelled' } }],
      });
      expect(ms).toBeGreaterThan(9_000);
      expect(ms).toBeLessThan(16_000);
    });

    it('never hears TERM: executionTimeout is TIMED_OUT, and KILL after its grace', { timeout: 30_000 }, async () => {
      const { id, ms } = await afterTimeout;
      expect(await endOfStay(here, id)).toMatchObject({
        state: 'FAILED',
        attempts: [{ outcome: 'TIMED_OUT', error: { type: 'Timeout' } }],
      });
      expect(ms).toBeGreaterThan(11_000);
      expect(ms).toBeLessThan(20_000);
    });
  });
}

/** The run and the attempt hear of the end one after the other. */
async function endOfStay(here: Here, id: string): Promise<TaskView> {
  const isOver = ({ state, attempts }: TaskView): boolean =>
    state === 'FAILED' && attempts.every((one) => one.outcome !== null);
  return taskOf(await here.api.until(id, (run) => isOver(taskOf(run, 'stay'))), 'stay');
}

interface Body {
  id: string;
  group: number;
}

/** Starts a run whose one body does not listen to TERM, and learns its process group. */
async function begin(here: Here, dagId: string, more: object): Promise<Body> {
  await here.api.define(dagId, { stay: bash(STUBBORN, more) });
  const id = await here.api.start(dagId);
  for (;;) {
    const group = Number((await here.api.log(id, 'stay')).split('\n')[0]);
    if (group > 1) return { id, group };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function lifeOf({ id, group }: Body): Promise<{ id: string; ms: number }> {
  const from = Date.now();
  await goneWithin(group, 30_000);
  return { id, ms: Date.now() - from };
}
