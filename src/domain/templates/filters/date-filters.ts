import { clockText, dateText, isoText } from '../formatting/datetime-text.js';
import { native, table, type Native } from '../methods/signature.js';
import { fail, typeName } from '../values/failure.js';
import type { Moment, Value } from '../values/kinds.js';
import { isMoment } from '../values/recognise.js';

/** How Airflow writes an instant, under the names of its filters and context. */
export const DATE_STYLES = {
  ds: ({ at }: Moment): string => dateText(at),
  ds_nodash: ({ at }: Moment): string => dateText(at).replaceAll('-', ''),
  ts: (value: Moment): string => isoText(value),
  ts_nodash: ({ at }: Moment): string =>
    `${dateText(at).replaceAll('-', '')}T${clockText(at).slice(0, 8).replaceAll(':', '')}`,
  ts_nodash_with_tz: (value: Moment): string => isoText(value).replace(/[-:]/g, ''),
} as const;

const styled = (style: (value: Moment) => string, name: string): Native =>
  native('', (value: Value) =>
    isMoment(value) ? style(value) : fail(`${name} needs a datetime, not ${typeName(value)}`),
  );

/** Airflow's filters on datetimes. */
export const DATE_FILTERS: ReadonlyMap<string, Native> = table(
  Object.fromEntries(Object.entries(DATE_STYLES).map(([name, style]) => [name, styled(style, name)])),
);
