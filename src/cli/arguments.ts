import { type Command, InvalidArgumentError, Option } from 'commander';

/** Every command that changes something takes a reason: it stands in the event. */
export const withReason = (command: Command): Command => command.option('--reason <text>', 'why, for the audit log');

/** For options that take a whole number from `least` on. */
export const wholeNumber =
  (least: number, most = 2_147_483_647) =>
  (text: string): number => {
    const number = /^-?\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(
      `Write a whole number from ${least}${most < 2_147_483_647 ? ` to ${most}` : ''} on.`,
    );
  };

/** For options that may be given several times, or once with commas. */
export const listed = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(',').filter((part) => part !== ''),
];

/** The same for enum values of the API, which are upper-case. */
export const listedOf =
  (values: readonly string[]) =>
  (text: string, before: readonly string[] = []): string[] => {
    const given = text.toUpperCase().split(',');
    const unknown = given.filter((value) => !values.includes(value));
    if (unknown.length > 0) throw new InvalidArgumentError(`Known are ${values.join(', ')}.`);
    return [...before, ...given];
  };

export const limitOption = (fallback: number): Option =>
  new Option('--limit <number>', 'how many at most').argParser(wholeNumber(1)).default(fallback);

export const mapIndexOption = (): Option =>
  new Option('--map-index <number>', 'which instance of a mapped task')
    .argParser(wholeNumber(-1))
    .default(-1, 'not mapped');
