import type { Finding } from '../issue.js';
import type { Outline } from '../graph/outline.js';
import { unknownOperator } from './check-operators.js';
import { checkWith } from './check-with.js';
import { notifiersOf, type WrittenNotifier } from './notifiers-of.js';
import type { CatalogEntry, OperatorCatalog } from './operator-catalog.js';
import type { Unsupported } from './unsupported.js';

/** Each entry under `notify`: that somebody serves its type, that it is one that tells people, that `with` fits its schema. */
export const checkNotifiers = (outline: Outline, operators: OperatorCatalog, unsupported: Unsupported): Finding[] =>
  notifiersOf(outline).flatMap((notifier) => {
    const { type, path } = notifier;
    const operator = operators.get(type);
    if (operator === undefined) return [unknownOperator([...path, 'type'], type, operators, unsupported)];
    return operator.notifier === true ? checkParams(notifier, operator) : [noNotifier(notifier, operators)];
  });

const checkParams = ({ type, params, path }: WrittenNotifier, operator: CatalogEntry): Finding[] =>
  checkWith(params, operator).map((problem) => ({
    code: 'BAD_WITH',
    path: [...path, 'with', ...problem.path],
    at: problem.kind === 'bad-value' ? 'value' : 'key',
    message: `${type}: ${problem.message}`,
  }));

function noNotifier({ type, path }: WrittenNotifier, operators: OperatorCatalog): Finding {
  const known = operators.types().filter((other) => operators.get(other)?.notifier === true);
  const message = `${type} does not tell people anything: use one of ${known.join(', ')}`;
  return { code: 'BAD_VALUE', path: [...path, 'type'], message };
}
