import { assertNever } from '../../../src/domain/assert-never.js';
import type { Evaluation } from '../../../src/domain/runs/evaluations.js';
import type { Evaluated } from '../../../src/domain/runs/run-inputs.js';
import type { EvaluateInput } from '../../contract.js';
import { evaluateEdge } from './evaluate-edge.js';
import { evaluateMap } from './evaluate-map.js';
import { evaluatePast } from './evaluate-past.js';
import type { EvaluateDeps } from './evaluation-facts.js';

/**
 * Answers what only data can answer, one after the other. A template or condition that fails is an answer, too; what is thrown is trouble with
 * PostgreSQL, and asking again is harmless.
 */
export async function evaluate(deps: EvaluateDeps, { dagRunId, asked }: EvaluateInput): Promise<Evaluated[]> {
  const answers: Evaluated[] = [];
  for (const one of asked) answers.push(await answer(deps, dagRunId, one));
  return answers;
}

async function answer(deps: EvaluateDeps, dagRunId: string, asked: Evaluation): Promise<Evaluated> {
  switch (asked.kind) {
    case 'map':
      return evaluateMap(deps, dagRunId, asked);
    case 'edge':
      return evaluateEdge(deps, dagRunId, asked);
    case 'past':
      return evaluatePast(deps, dagRunId, asked);
    default:
      return assertNever(asked, 'evaluation');
  }
}
