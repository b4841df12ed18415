import { assetText } from '../schedule/describe-schedule.js';
import type { NormalizedSchedule } from '../schedule/schedule.js';
import { leavesOf, type AssetLeaf } from './condition.js';
import { groupsOf, holdsFor, meets, type QueuedEvent } from './judge-queue.js';

/** Partitions that are told of one by one. */
const TOLD = 5;

/** What a DAG waits for, in words: `waits for assets (orders and fx): orders has come, fx has not`. null: it waits for no assets. */
export function explainAssets(schedule: NormalizedSchedule | null, queued: readonly QueuedEvent[]): string | null {
  const condition = schedule?.assets;
  if (schedule === null || condition === undefined) return null;
  const leaves = leavesOf(condition);
  const wanted = queued.filter((event) => leaves.some((leaf) => meets(event, leaf)));
  const groups = groupsOf(schedule, wanted);
  const waits = `waits for assets ${assetText(condition)}`;
  if (schedule.partition === undefined) {
    return holdsFor(condition, wanted)
      ? `${waits}: all that it needs has come, its run is being made or waits for room`
      : `${waits}: ${comeOf(leaves, wanted)}`;
  }
  if (groups.length === 0) return `${waits}, by ${schedule.partition}: none has come`;
  const told = groups.slice(0, TOLD).map(({ partition, events }) => `${partition}: ${comeOf(leaves, events)}`);
  const more = groups.length > TOLD ? `; and ${groups.length - TOLD} more` : '';
  return `${waits}, by ${schedule.partition}: ${told.join('; ')}${more}`;
}

function comeOf(leaves: readonly AssetLeaf[], events: readonly QueuedEvent[]): string {
  const has = (leaf: AssetLeaf): boolean => events.some((event) => meets(event, leaf));
  const [come, missing] = [leaves.filter(has), leaves.filter((leaf) => !has(leaf))];
  if (come.length === 0) return 'none has come';
  return [said(come, 'come'), ...(missing.length === 0 ? [] : [said(missing, 'not')])].join(', ');
}

const said = (leaves: readonly AssetLeaf[], end: 'come' | 'not'): string =>
  `${leaves.map(nameOf).join(' and ')} ${leaves.length === 1 ? 'has' : 'have'} ${end}`;

const nameOf = (leaf: AssetLeaf): string => ('asset' in leaf ? leaf.asset : `any asset of ${leaf.alias}`);
