import { z } from 'zod';
import type { JsonObject } from '../json.js';
import { dagSchema } from './schema/dag-schema.js';

/** JSON Schema (draft 7) of the DAG file format as authors write it, for editors; made from the one zod definition. */
export function dagJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(dagSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return {
    ...(schema as JsonObject),
    title: 'DAG',
    description: 'A data pipeline: its tasks, their order and when it runs',
  };
}
