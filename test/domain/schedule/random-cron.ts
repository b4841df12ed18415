import fc from 'fast-check';

/** A field of a cron expression: its text, and the values that it names by the documentation. */
interface Field {
  text: string;
  values: readonly number[];
}

/** A cron expression and what it means, both made from the same draw and neither read from the other. */
export interface RandomCron {
  text: string;
  second: readonly number[];
  minute: readonly number[];
  hour: readonly number[];
  month: readonly number[];
  day: { any: boolean; values: readonly number[]; last: boolean };
  /** 0 is Sunday. `nth`: [weekday, which one in the month]. */
  weekday: {
    any: boolean;
    values: readonly number[];
    nth: readonly (readonly [number, number])[];
    last: readonly number[];
  };
}

const numbersFrom = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((value) => (value - from) % step === 0);

const every = (low: number, high: number): Field => ({ text: '*', values: numbersFrom(low, high) });

const single = (low: number, high: number): fc.Arbitrary<Field> =>
  fc.integer({ min: low, max: high }).map((value) => ({ text: `${value}`, values: [value] }));

const range = (low: number, high: number): fc.Arbitrary<Field> =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }), fc.integer({ min: 1, max: 5 }))
    .map(([a, b, step]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      // a range from a value to itself is the whole cycle
      if (from === to) return { text: `${from}-${to}/${step}`, values: numbersFrom(low, high, step) };
      return { text: step === 1 ? `${from}-${to}` : `${from}-${to}/${step}`, values: numbersFrom(from, to, step) };
    });

const stepped = (low: number, high: number): fc.Arbitrary<Field> =>
  fc.integer({ min: 1, max: high }).map((step) => ({ text: `*/${step}`, values: numbersFrom(low, high, step) }));

const list = (low: number, high: number): fc.Arbitrary<Field> =>
  fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 2, maxLength: 4 }).map((values) => ({
    text: values.join(','),
    values,
  }));

const field = (low: number, high: number): fc.Arbitrary<Field> =>
  fc.oneof(
    { weight: 3, arbitrary: single(low, high) },
    { weight: 3, arbitrary: fc.constant(every(low, high)) },
    { weight: 1, arbitrary: range(low, high) },
    { weight: 1, arbitrary: stepped(low, high) },
    { weight: 1, arbitrary: list(low, high) },
  );

const MONTHS = ['JAN', 'feb', 'Mar', 'APR', 'MAY', 'jun', 'JUL', 'AUG', 'Sep', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'mon', 'Tue', 'WED', 'THU', 'fri', 'SAT'];

const month = fc.oneof(
  { weight: 4, arbitrary: fc.constant(every(1, 12)) },
  { weight: 2, arbitrary: field(1, 12) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }).map((at) => ({ text: MONTHS[at - 1] ?? '', values: [at] })) },
);

const day = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ ...every(1, 31), last: false }) },
  { weight: 3, arbitrary: field(1, 31).map((one) => ({ ...one, last: false })) },
  { weight: 1, arbitrary: fc.constant({ text: 'L', values: [] as number[], last: true }) },
);

interface WeekdayField extends Field {
  nth: readonly (readonly [number, number])[];
  last: readonly number[];
}
const plain = (one: Field): WeekdayField => ({ ...one, nth: [], last: [] });
const weekdayNumber = fc.integer({ min: 0, max: 7 });
const weekday = fc.oneof(
  { weight: 5, arbitrary: fc.constant(plain(every(0, 6))) },
  { weight: 2, arbitrary: field(0, 6).map(plain) },
  { weight: 1, arbitrary: fc.constant(plain({ text: '7', values: [0] })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 6 }).map((at) => plain({ text: WEEKDAYS[at] ?? '', values: [at] })),
  },
  {
    weight: 1,
    arbitrary: weekdayNumber.map((at): WeekdayField => ({ text: `${at}L`, values: [], nth: [], last: [at % 7] })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(weekdayNumber, fc.integer({ min: 1, max: 5 }))
      .map(([at, count]): WeekdayField => ({ text: `${at}#${count}`, values: [], nth: [[at % 7, count]], last: [] })),
  },
);

const second = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Field | null>(null) },
  { weight: 1, arbitrary: fc.oneof(single(0, 59), list(0, 59)) },
);

/** Airflow takes a field that names all days for `*` where the other one has a `*`. */
const isAny = ({ text, values }: Field, all: number, other: Field): boolean =>
  text === '*' || (new Set(values).size === all && other.text.includes('*'));

export const randomCron: fc.Arbitrary<RandomCron> = fc
  .tuple(field(0, 59), field(0, 23), day, month, weekday, second)
  .map(([minutes, hours, days, months, weekdays, seconds]) => ({
    text: [minutes, hours, days, months, weekdays, ...(seconds === null ? [] : [seconds])]
      .map((one) => one.text)
      .join(' '),
    second: seconds?.values ?? [0],
    minute: minutes.values,
    hour: hours.values,
    month: months.values,
    day: { any: isAny(days, 31, weekdays), values: days.values, last: days.last },
    weekday: { any: isAny(weekdays, 7, days), values: weekdays.values, nth: weekdays.nth, last: weekdays.last },
  }));
