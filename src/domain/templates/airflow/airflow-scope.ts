import { DEFAULT_LIMITS, type TemplateLimits } from '../evaluate/limits.js';
import { DATE_STYLES } from '../filters/date-filters.js';
import type { TemplateLookups, TemplateScope } from '../template-scope.js';
import type { Moment, Value } from '../values/kinds.js';
import { attributes, undefinedValue } from '../values/make.js';
import { connections } from './connections.js';
import type { IntervalFacts, TemplateFacts } from './facts.js';
import { instant } from './instant.js';
import { macros } from './macros.js';
import { record, toSnakeCase } from './record.js';
import { triggeringAssets } from './triggering-assets.js';
import { variables } from './variables.js';
import { xcomFunction, xcomPull } from './xcoms.js';

export interface ScopeOptions {
  readonly lookups: TemplateLookups;
  readonly onSecret?: (secret: string) => void;
  readonly limits?: Partial<TemplateLimits>;
}

type Names = Readonly<Record<string, Value>>;

/** The scope of templates in a DAG: every name in camelCase and in Airflow's spelling. */
export function airflowScope(facts: TemplateFacts, options: ScopeOptions): TemplateScope {
  return {
    names: new Map(
      Object.entries({ ...bothSpellings({ ...dateNames(facts), ...runNames(facts) }), ...sources(facts) }),
    ),
    lookups: options.lookups,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    onSecret: options.onSecret ?? (() => undefined),
  };
}

const bothSpellings = (names: Names): Names =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, value]) => [
      [name, value],
      [toSnakeCase(name), value],
    ]),
  );

/** Names that hang on the logical date; without one they are undefined and say why. */
function dateNames({ logicalDate }: TemplateFacts): Names {
  const at = logicalDate === null ? null : (instant(logicalDate) as Moment);
  const named = (name: string, value: (at: Moment) => Value): Value =>
    at === null ? undefinedValue(`'${name}' is undefined: this run has no logical date`, name) : value(at);
  return {
    ds: named('ds', DATE_STYLES.ds),
    dsNodash: named('dsNodash', DATE_STYLES.ds_nodash),
    ts: named('ts', DATE_STYLES.ts),
    tsNodash: named('tsNodash', DATE_STYLES.ts_nodash),
    tsNodashWithTz: named('tsNodashWithTz', DATE_STYLES.ts_nodash_with_tz),
    logicalDate: named('logicalDate', (value) => value),
  };
}

function interval(name: string, facts: IntervalFacts | null): Value {
  if (facts === null) return undefinedValue(`'${name}' is undefined: there is no such data interval`, name);
  return attributes(
    name,
    { start: instant(facts.start), end: instant(facts.end) },
    { json: { start: facts.start, end: facts.end } },
  );
}

const edge = (name: string, facts: IntervalFacts | null, key: 'start' | 'end'): Value =>
  facts === null ? undefinedValue(`'${name}' is undefined: there is no such data interval`, name) : instant(facts[key]);

function runNames(facts: TemplateFacts): Names {
  const { dagId, runId, tryNumber, mapIndex, timezone, dataInterval } = facts;
  const { successfulDataInterval: before = null, successfulRun = null } = facts.prev ?? {};
  const successful = before === null ? null : interval('successfulDataInterval', before);
  const own = { dagId, runId, logicalDate: facts.logicalDate, conf: facts.conf };
  return {
    dataInterval: interval('dataInterval', dataInterval),
    dataIntervalStart: edge('dataIntervalStart', dataInterval, 'start'),
    dataIntervalEnd: edge('dataIntervalEnd', dataInterval, 'end'),
    runId,
    dag: record('dag', { dagId, id: dagId, timezone }),
    dagRun: record('dagRun', { ...own, ...facts.dagRun }),
    task: record('task', facts.task, { taskId: facts.task.id }),
    tryNumber,
    mapIndex: mapIndex ?? undefinedValue("'mapIndex' is undefined: this task is not mapped", 'mapIndex'),
    map: facts.map ?? undefinedValue("'map' is undefined: this task is not mapped", 'map'),
    prev: attributes('prev', { successfulDataInterval: successful, successful_data_interval: successful }),
    prevDataIntervalStartSuccess: before === null ? null : instant(before.start),
    prevDataIntervalEndSuccess: before === null ? null : instant(before.end),
    prevStartDateSuccess: successfulRun === null ? null : instant(successfulRun.start),
    prevEndDateSuccess: successfulRun === null ? null : instant(successfulRun.end),
    triggeringAssets: triggeringAssets(facts.triggeringAssets),
    triggeringAssetEvents: triggeringAssets(facts.triggeringAssets),
    partitionKey:
      facts.partitionKey ?? undefinedValue("'partitionKey' is undefined: this run is for no partition", 'partitionKey'),
    callback: facts.callback ?? undefinedValue("'callback' is undefined: only wait.callback has one", 'callback'),
    params: facts.params,
    conf: facts.conf,
  };
}

function sources(facts: TemplateFacts): Names {
  const { dagId, runId, tryNumber, mapIndex, task } = facts;
  const ti = record(
    'ti',
    { dagId, runId, taskId: task.id, tryNumber, mapIndex: mapIndex ?? -1 },
    { xcomPull: xcomPull(task.id) },
  );
  return { ti, task_instance: ti, var: variables(), conn: connections(), xcom: xcomFunction(), macros: macros() };
}
