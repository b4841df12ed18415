import { writeFileSync } from 'node:fs';
import { answer, callBack, untilAsked } from './clients.js';
import { bodiesOf, readLedger } from './ledger.js';
import { pause } from './patience.js';
import { APPROVAL_DAG, CALLBACK_DAG, PAST_DAG, POKES_DAG } from './wait-dags.js';
import type { Work } from './work.js';

const approval: Work = {
  name: 'an approval',
  dags: [APPROVAL_DAG],
  begin: async (world) => {
    const { id } = await world.trigger(APPROVAL_DAG.id);
    await untilAsked(world, id);
    return [id];
  },
  go: async (world, runs) => {
    await pause(400);
    for (const id of runs) await answer(world, id, 'right');
    return runs.map((id) => ({
      id,
      ends: ['SUCCESS'],
      tasks: { left: { SKIPPED: 1 }, right: { SUCCESS: 1 } },
    }));
  },
};

const callback: Work = {
  name: 'a wait that another system ends',
  dags: [CALLBACK_DAG],
  go: async (world) => {
    const { id } = await world.trigger(CALLBACK_DAG.id);
    await pause(1_500);
    await callBack(world, id);
    return [{ id, ends: ['SUCCESS'], tasks: { tell: { SUCCESS: 1 } } }];
  },
};

const pokes: Work = {
  name: 'a sensor between two looks',
  dags: [POKES_DAG],
  go: async (world) => {
    const { id } = await world.trigger(POKES_DAG.id);
    await pause(2_000);
    writeFileSync(`${world.ledger}.${id}`, '');
    return [{ id, ends: ['SUCCESS'], tasks: { wait: { SUCCESS: 1 } } }];
  },
};

/** Of the day's runs, which no other may come between. */
let day = Date.UTC(2000, 0, 1);

const past: Work = {
  name: 'two runs that depend on the past',
  dags: [PAST_DAG],
  go: async (world) => {
    const ids: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      day += 86_400_000;
      ids.push((await world.trigger(PAST_DAG.id, { logicalDate: new Date(day).toISOString() })).id);
    }
    const [before = '', after = ''] = ids;
    const wrong = (): string[] =>
      ['first', 'second'].filter((task) => began(world.ledger, after, task) < ended(world.ledger, before, task));
    return [
      { id: before, ends: ['SUCCESS'] },
      {
        id: after,
        ends: ['SUCCESS'],
        wrong: () => wrong().map((task) => `${task} began before that of ${before} had ended`),
      },
    ];
  },
};
const times = (ledger: string, run: string, task: string, which: 'first' | 'last'): bigint[] =>
  bodiesOf(readLedger(ledger), `${run}/${task}/`).map((body) => body[which]);
const began = (ledger: string, run: string, task: string): bigint =>
  times(ledger, run, task, 'first').reduce((a, b) => (a < b ? a : b), 2n ** 63n);
const ended = (ledger: string, run: string, task: string): bigint =>
  times(ledger, run, task, 'last').reduce((a, b) => (a > b ? a : b), 0n);

export const WAIT_WORKS = { approval, callback, pokes, past };
