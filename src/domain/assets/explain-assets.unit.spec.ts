import { expect, it } from 'vitest';
import type { NormalizedSchedule } from '../schedule/schedule.js';
import { explainAssets } from './explain-assets.js';

const come = (asset: string, partition: string | null = null) => ({
  id: `asset-${asset}:0`,
  asset,
  partition,
  aliases: asset === 'file' ? ['files'] : [],
  at: 0,
});
const NESTED: NormalizedSchedule = { assets: { all: ['orders', { any: ['fx', 'fx_backup'] }] } };
const NEEDS = 'waits for assets (orders and (fx or fx_backup))';

it.each<[string, NormalizedSchedule | null, ReturnType<typeof come>[], string | null]>([
  ['no assets', { cron: '0 0 * * *' }, [], null],
  ['no schedule', null, [], null],
  ['nothing', NESTED, [come('other')], `${NEEDS}: none has come`],
  ['one of them', NESTED, [come('orders'), come('orders')], `${NEEDS}: orders has come, fx and fx_backup have not`],
  [
    'all that it needs',
    NESTED,
    [come('orders'), come('fx')],
    `${NEEDS}: all that it needs has come, its run is being made or waits for room`,
  ],
  [
    'an alias',
    { assets: { all: ['a', { alias: 'files' }] } },
    [come('file')],
    'any asset of files has come, a has not',
  ],
  ['partitions', { ...NESTED, partition: 'key' }, [come('orders', 'eu'), come('fx', 'us')], 'eu: orders has come'],
  ['no partition', { ...NESTED, partition: 'day' }, [], ', by day: none has come'],
])('given %s, tells what has come and what has not', (_, schedule, queued, told) => {
  const explained = explainAssets(schedule, queued);
  if (told === null) expect(explained).toBeNull();
  else expect(explained).toContain(told);
});
