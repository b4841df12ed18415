import type { JsonObject } from '../../src/domain/json.js';

/** An update of an asset that a task makes known when it has succeeded. */
export interface OutletEvent {
  asset: string;
  /** At most 16 KiB of JSON. */
  extra?: JsonObject;
  /** The part of the asset that was updated, such as a day or a country. */
  partition?: string;
  /** Which of several aliases among the task's outlets stands for the asset. */
  alias?: string;
}

/** Updates of the task's outlets. They are written down with its success, and not at all where it fails. */
export interface OutletEvents {
  /** Assets and aliases that the DAG file names as the task's outlets. */
  readonly declared: readonly ({ asset: string } | { alias: string })[];
  /**
   * Says what was updated, in place of the update that the outlet alone would make. One for each asset and partition: said again, the last counts.
   * @throws TaskFailure, not retryable: UndeclaredOutlet for an asset that is no outlet of the task while it has no alias, BadOutlet where it is too large
   */
  add(event: OutletEvent): void;
}
