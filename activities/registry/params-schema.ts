import { z } from 'zod';
import type { JsonObject } from '../../src/domain/json.js';
import type { OperatorDefinition } from '../sdk/index.js';

/** JSON Schema (draft 7) of an operator's `with`, as authors write it: before defaults and conversions. */
export const paramsSchemaOf = (operator: OperatorDefinition): JsonObject =>
  z.toJSONSchema(operator.with, { target: 'draft-7', io: 'input', unrepresentable: 'any' }) as JsonObject;
