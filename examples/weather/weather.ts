import { defineTask, TaskFailure } from 'continuo/sdk';

/** A line of the station's CSV, as text. */
interface Reading {
  date: string;
  precipitation: string;
  temp_max: string;
  temp_min: string;
  wind: string;
  weather: string;
}
interface Args {
  rows: Reading[];
}

const COLUMNS = ['date', 'precipitation', 'temp_max', 'temp_min', 'wind', 'weather'] as const;

/** The file is what we think it is, or the run stops here and says why. */
export const validate = defineTask<Args, { rows: number; first: string; last: string }>({
  run: ({ logger }, { rows }) => {
    const broken = rows.findIndex((row) => COLUMNS.some((column) => row[column] === undefined));
    if (rows.length === 0 || broken >= 0) {
      throw new TaskFailure(
        'BadFile',
        rows.length === 0 ? 'the file has no readings' : `line ${broken + 2} lacks a column`,
        { retryable: false },
      );
    }
    const days = rows.map((row) => row.date).sort();
    logger.info(`${rows.length} readings`, { first: days[0] ?? '', last: days.at(-1) ?? '' });
    return { rows: rows.length, first: days[0] ?? '', last: days.at(-1) ?? '' };
  },
});

/** Keeps one reading per day, and only those that can be true. */
export const clean = defineTask<Args>({
  run: ({ logger }, { rows }) => {
    const byDay = new Map<string, Record<string, string | number>>();
    for (const row of rows) {
      const [precipitation, temp_max, temp_min, wind] = [row.precipitation, row.temp_max, row.temp_min, row.wind].map(
        Number,
      );
      const plausible =
        [precipitation, temp_max, temp_min, wind].every((value) => Number.isFinite(value)) &&
        Number(temp_min) <= Number(temp_max);
      if (plausible)
        byDay.set(row.date, {
          day: row.date.slice(0, 10),
          precipitation: Number(precipitation),
          temp_max: Number(temp_max),
          temp_min: Number(temp_min),
          wind: Number(wind),
          weather: row.weather,
        });
    }
    logger.info(`kept ${byDay.size} of ${rows.length}`);
    return [...byDay.values()];
  },
});
