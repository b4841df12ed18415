import type { CompiledTask, TaskOutlet } from '../dag/compile/compiled.js';
import type { NormalizedSchedule } from '../schedule/schedule.js';
import { leavesOf } from './condition.js';

/** What a version of a DAG says of an asset or an alias. */
export interface AssetReference {
  /** Null: the schedule. */
  taskId: string | null;
  role: 'schedule' | 'inlet' | 'outlet';
  /** Its name, or the alias. */
  asset: string;
  isAlias: boolean;
  /** Schedules that make a run for each partition. */
  partition: 'key' | 'day' | null;
}

/** All of them, each once. */
export function assetReferencesOf(
  schedule: NormalizedSchedule | null,
  tasks: readonly Pick<CompiledTask, 'id' | 'inlets' | 'outlets'>[],
): AssetReference[] {
  const all = [...ofSchedule(schedule), ...tasks.flatMap(ofTask)];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function ofSchedule(schedule: NormalizedSchedule | null): AssetReference[] {
  const { assets, partition = null } = schedule ?? {};
  if (assets === undefined) return [];
  return leavesOf(assets).map((leaf) => ({ taskId: null, role: 'schedule', ...named(leaf), partition }));
}

const ofTask = ({ id, inlets, outlets }: Pick<CompiledTask, 'id' | 'inlets' | 'outlets'>): AssetReference[] => [
  ...inlets.map((asset) => ({ taskId: id, role: 'inlet' as const, asset, isAlias: false, partition: null })),
  ...outlets.map((outlet) => ({ taskId: id, role: 'outlet' as const, ...named(outlet), partition: null })),
];

const named = (leaf: Pick<Extract<TaskOutlet, { asset: string }>, 'asset'> | { alias: string }) =>
  'asset' in leaf ? { asset: leaf.asset, isAlias: false } : { asset: leaf.alias, isAlias: true };
