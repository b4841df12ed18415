import type { Facade, Value } from '../values/kinds.js';
import { dict, facade } from '../values/make.js';
import type { TriggeringEvent } from './facts.js';
import { instant } from './instant.js';
import { record } from './record.js';

/** Asset → the events that the run was made for, in the order in which they came. */
export function triggeringAssets(events: readonly TriggeringEvent[]): Value {
  const byAsset = new Map<string, Value[]>();
  for (const event of events) byAsset.set(event.asset, [...(byAsset.get(event.asset) ?? []), eventValue(event)]);
  return dict(byAsset);
}

/** An event under our names and under Airflow's (`timestamp`, `source_dag_id`, …). */
function eventValue(event: TriggeringEvent): Facade {
  const { asset, extra, partition, at, source } = event;
  const json = { asset, extra, partition, at, source: source === null ? null : { ...source } };
  const told: Record<string, Value> = {
    at: instant(at),
    timestamp: instant(at),
    source: source === null ? null : record('source', { ...source }),
  };
  const airflow = record('assetEvent', {
    partitionKey: partition,
    sourceDagId: source?.dagId ?? null,
    sourceRunId: source?.runId ?? null,
    sourceTaskId: source?.taskId ?? null,
    sourceMapIndex: source?.mapIndex ?? null,
  });
  const own = record('assetEvent', json);
  const attribute: Facade['attribute'] = (name, run) =>
    Object.hasOwn(told, name) ? told[name] : (own.attribute(name, run) ?? airflow.attribute(name, run));
  return facade({ name: 'assetEvent', json, attribute });
}
