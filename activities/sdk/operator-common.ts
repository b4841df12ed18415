import type { z } from 'zod';

/** What every kind of operator says about itself. */
export interface OperatorCommon<W> {
  /** Name that DAG files use, e.g. `http.request`. */
  type: string;
  /** One sentence for `operatorTypes` and the docs. */
  summary: string;
  /** Schema of `with`; unknown keys must be refused (z.strictObject). Published as JSON Schema. */
  with: z.ZodType<W>;
  /** Keys of `with` that are code or CEL and are therefore not rendered as templates. */
  untemplated?: readonly string[];
  /** Keys of `with` that hold a CEL expression; checked at registration. */
  cel?: readonly string[];
}

/** @throws for a type that DAG files could not name */
export function checkedType<D extends { type: string }>(definition: D): D {
  if (!/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/.test(definition.type)) {
    throw new Error(
      `operator type "${definition.type}": use lower camel case parts joined by dots, such as "acme.upload"`,
    );
  }
  return definition;
}
