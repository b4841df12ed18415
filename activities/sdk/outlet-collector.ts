import { type AddedUpdate, aliasFor, type Outlet, outletUpdates } from '../../src/domain/assets/outlet-updates.js';
import type { JsonObject } from '../../src/domain/json.js';
import { TaskFailure } from './failures.js';
import type { OutletEvent, OutletEvents } from './outlet-events.js';
import { toJson } from './to-json.js';

/** Collects what the code of a task adds; `updates` is what its success updates. */
export class OutletCollector implements OutletEvents {
  private added: AddedUpdate[] = [];

  /** @param outlets with their templates rendered */
  constructor(private readonly outlets: readonly Outlet[]) {}

  get declared(): readonly Outlet[] {
    return this.outlets;
  }

  add(event: OutletEvent): void {
    const { asset, extra = {}, partition = null, alias = null } = event;
    const found = aliasFor(this.outlets, { asset, alias });
    if ('problem' in found) throw refused('UndeclaredOutlet', found.problem);
    const added = [...this.added, { asset, extra: extraOf(asset, extra), partition, ...found }];
    // at once, so that the code hears of it where it went wrong
    updatesOf(this.outlets, added);
    this.added = added;
  }

  /** @throws TaskFailure of type BadOutlet, not retryable */
  updates(): AddedUpdate[] {
    return updatesOf(this.outlets, this.added);
  }
}

function updatesOf(outlets: readonly Outlet[], added: readonly AddedUpdate[]): AddedUpdate[] {
  const made = outletUpdates(outlets, added);
  if ('problem' in made) throw refused('BadOutlet', made.problem);
  return made.updates;
}

function extraOf(asset: string, given: unknown): JsonObject {
  const extra = toJson(given, `extra of asset "${asset}"`);
  if (typeof extra === 'object' && extra !== null && !Array.isArray(extra)) return extra;
  throw refused('BadOutlet', `extra of asset "${asset}" is no object`);
}

const refused = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });
