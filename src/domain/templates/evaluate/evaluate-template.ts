import type { Json } from '../../json.js';
import { applyFilter } from '../filters/filters.js';
import { applyTest } from '../filters/template-tests.js';
import type { ParsedTemplate } from '../syntax/parse-template.js';
import { isFailure } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { toJson } from '../values/to-json.js';
import { getAttribute, getItem } from './access.js';
import { createBudget } from './budget.js';
import { evaluate } from './expression.js';
import { innerFrame } from './frame.js';
import { FUNCTIONS } from './functions.js';
import type { TemplateLimits } from './limits.js';
import { isPending } from './pending.js';
import type { LookupRequest, LookupResult, Run } from './run.js';
import { createOutput } from './output.js';
import { execute } from './statements.js';

export interface Surroundings {
  readonly names: (name: string) => Value | undefined;
  readonly limits: TemplateLimits;
  /** Gives text even for one single expression. */
  readonly asText: boolean;
  /** The answer of a lookup, or `suspend`. */
  readonly lookup: (request: LookupRequest) => LookupResult;
}
export type Evaluation =
  | { readonly kind: 'done'; readonly value: Json }
  | { readonly kind: 'pending'; readonly request: LookupRequest }
  /** `at` is the index of the tag, `name` the word in it that the message is about. */
  | { readonly kind: 'failed'; readonly message: string; readonly at: number; readonly name: string };

/** One evaluation from the start. A template that is one single expression keeps its value's type, every other gives text. */
export function evaluateTemplate(template: ParsedTemplate, surroundings: Surroundings): Evaluation {
  const run = createRun(surroundings);
  try {
    return { kind: 'done', value: valueOf(template, surroundings.asText, run) };
  } catch (thrown) {
    if (isPending(thrown)) return { kind: 'pending', request: thrown.request };
    if (isFailure(thrown)) return { kind: 'failed', message: thrown.message, at: run.at, name: thrown.name ?? '' };
    if ((thrown as Error).name !== 'RangeError') throw thrown;
    return { kind: 'failed', message: 'the values of the template are nested too deeply', at: run.at, name: '' };
  }
}

function valueOf({ body }: ParsedTemplate, asText: boolean, run: Run): Json {
  const [only] = body;
  if (!asText && body.length === 1 && only?.type === 'output')
    return toJson(evaluate(only.value, innerFrame(null), run));
  const output = createOutput(run);
  execute(body, innerFrame(null), output, run);
  return output.text();
}

function createRun({ names, limits, lookup }: Surroundings): Run {
  const run: Run = {
    budget: createBudget(limits),
    lookup,
    global: (name) => {
      const value = names(name);
      return value === undefined ? FUNCTIONS.get(name) : value;
    },
    filter: (name, operand, given) => applyFilter(name, operand, given, run),
    test: (name, operand, given) => applyTest(name, operand, given, run),
    attribute: (value, name) => getAttribute(value, name, run),
    item: (value, key) => getItem(value, key, run),
    own: new WeakSet(),
    at: 0,
  };
  return run;
}
