import type { JsonObject } from '../json.js';
import { assetUpdateProblem } from './asset-update-problem.js';

/** An outlet with its templates rendered. */
export type Outlet = { asset: string; extra?: JsonObject; partition?: string } | { alias: string };

/** What the code of a task says of an asset. */
export interface AddedUpdate {
  asset: string;
  extra: JsonObject;
  partition: string | null;
  /** The alias by way of which the task may name the asset. */
  alias: string | null;
}

/** Most updates that one try may make. */
export const UPDATES_PER_TRY = 100;

/** By way of which alias the task may update the asset, null: it declares the asset itself; or why it may not. */
export function aliasFor(
  outlets: readonly Outlet[],
  { asset, alias }: { asset: string; alias: string | null },
): { alias: string | null } | { problem: string } {
  const aliases = outlets.flatMap((outlet) => ('alias' in outlet ? [outlet.alias] : []));
  if (alias !== null) {
    return aliases.includes(alias) ? { alias } : { problem: `the task has no outlet { alias: "${alias}" }` };
  }
  if (outlets.some((outlet) => 'asset' in outlet && outlet.asset === asset)) return { alias: null };
  const [only, ...more] = aliases;
  if (only === undefined) return { problem: `the task has no outlet { asset: "${asset}" } and no alias` };
  if (more.length === 0) return { alias: only };
  return { problem: `the task has several aliases: say by way of which it updates asset "${asset}"` };
}

/**
 * What a task that succeeded has updated: each asset among its outlets as it is declared, or, where the code has added updates of it, as the code says, whose
 * `extra` wins key by key; and what the code has added by way of aliases. One for each asset and partition, the last that was added. Or why it cannot be.
 */
export function outletUpdates(
  outlets: readonly Outlet[],
  added: readonly AddedUpdate[],
): { updates: AddedUpdate[] } | { problem: string } {
  const updates = new Map<string, AddedUpdate>();
  for (const update of [...unsaid(outlets, added), ...added.map((one) => withDeclared(outlets, one))]) {
    const problem = assetUpdateProblem(update);
    if (problem !== null) return { problem };
    updates.set(JSON.stringify([update.asset, update.partition]), update);
  }
  if (updates.size <= UPDATES_PER_TRY) return { updates: [...updates.values()] };
  return { problem: `a try updates at most ${UPDATES_PER_TRY} assets and partitions, this one ${updates.size}` };
}

/** Outlets of which the code has said nothing. */
const unsaid = (outlets: readonly Outlet[], added: readonly AddedUpdate[]): AddedUpdate[] =>
  outlets.flatMap((outlet) =>
    'alias' in outlet || added.some(({ asset, alias }) => alias === null && asset === outlet.asset)
      ? []
      : [{ asset: outlet.asset, extra: outlet.extra ?? {}, partition: outlet.partition ?? null, alias: null }],
  );

function withDeclared(outlets: readonly Outlet[], update: AddedUpdate): AddedUpdate {
  const declared = outlets.find((outlet) => 'asset' in outlet && outlet.asset === update.asset);
  if (update.alias !== null || declared === undefined || 'alias' in declared) return update;
  return {
    ...update,
    extra: { ...declared.extra, ...update.extra },
    partition: update.partition ?? declared.partition ?? null,
  };
}
