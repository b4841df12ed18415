import { evaluate } from '@marcbachmann/cel-js';
import type { Json } from '../../src/domain/json.js';
import type { TaskContext } from './task-context.js';
export async function evaluateCel(context: TaskContext, source: string, extra: Record<string, Json>): Promise<Json> {
  return evaluate(source, { ...context.celScope, ...extra }) as Json;
}
