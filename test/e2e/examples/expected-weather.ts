import { readFileSync } from 'node:fs';

export interface ExpectedMonth {
  month: string;
  days: number;
  /** With one digit after the point, as text: exact. */
  rain: string;
  meanMax: string;
  meanMin: string;
}

/** Tenths as a decimal with one digit. */
const decimal = (tenths: number): string => (tenths / 10).toFixed(1);
/** Rounded half away from zero, as SQL's numeric does. */
const mean = (tenths: number, n: number): number =>
  Math.sign(tenths) * Math.floor((2 * Math.abs(tenths) + n) / (2 * n));

/** The months of Seattle's weather, from the raw file: whole tenths throughout, so that nothing is lost to binary fractions. */
export function expectedMonths(path: string): { readings: number; months: ExpectedMonth[] } {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const byMonth = new Map<string, { days: Set<string>; rain: number; max: number; min: number }>();
  for (const line of lines) {
    const [date = '', ...rest] = line.split(',');
    const [rain = NaN, max = NaN, min = NaN] = rest.slice(0, 3).map((text) => Math.round(Number(text) * 10));
    const day = date.slice(0, 10).replaceAll('/', '-');
    const month = byMonth.get(day.slice(0, 7)) ?? { days: new Set(), rain: 0, max: 0, min: 0 };
    if (month.days.has(day) || min > max)
      throw new Error(`${day}: the file is not as clean as this computation takes it to be`);
    byMonth.set(day.slice(0, 7), {
      days: month.days.add(day),
      rain: month.rain + rain,
      max: month.max + max,
      min: month.min + min,
    });
  }
  const months = [...byMonth]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, { days, rain, max, min }]) => ({
      ...{ month, days: days.size, rain: decimal(rain) },
      ...{ meanMax: decimal(mean(max, days.size)), meanMin: decimal(mean(min, days.size)) },
    }));
  return { readings: lines.length, months };
}
