import type { z } from 'zod';

/** What registration needs to know of an operator. */
export interface CatalogEntry {
  sensor: boolean;
  /** Schema of `with`. */
  withSchema: z.ZodType;
  /** Keys of `with` that are code or CEL and therefore no templates. */
  untemplated: readonly string[];
  /** Keys of `with` that hold a CEL expression. */
  celFields: readonly string[];
  /** May stand under `notify`. */
  notifier?: boolean;
}

/** The operators that somebody serves. */
export interface OperatorCatalog {
  get(type: string): CatalogEntry | undefined;
  types(): string[];
  /** What schedules may name; absent: they are not checked. */
  schedules?: ScheduleNames;
}

/** Timetables of the user's own and calendars that are there. */
export interface ScheduleNames {
  timetables: readonly string[];
  calendars: readonly string[];
}

/** Checks of expressions, given in so that the format does not depend on the languages. Line and column count from 1 within the text. */
export interface TemplateChecker {
  /** `names`: those that the template's place knows beside the usual ones, and those that it lacks. */
  template(source: string, names?: TemplateNames): { message: string; line?: number; column?: number }[];
  cel(source: string): { message: string; line?: number; column?: number }[];
}

export interface TemplateNames {
  more: readonly string[];
  lacking: readonly string[];
}

/** Whether a text has anything for the template engine to do. */
export const isTemplated = (text: string): boolean => text.includes('{{') || text.includes('{%');
