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
}

/** The operators that somebody serves. */
export interface OperatorCatalog {
  get(type: string): CatalogEntry | undefined;
  types(): string[];
}

/** Checks of expressions, given in so that the format does not depend on the languages. Line and column count from 1 within the text. */
export interface TemplateChecker {
  template(source: string): { message: string; line?: number; column?: number }[];
  cel(source: string): { message: string }[];
}

/** Whether a text has anything for the template engine to do. */
export const isTemplated = (text: string): boolean => text.includes('{{') || text.includes('{%');
