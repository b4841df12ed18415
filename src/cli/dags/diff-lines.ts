import type { Json } from '../../domain/json.js';
import { assertNever } from '../../domain/assert-never.js';
import type { Step } from './sequence-diff.js';
import type { SpecChange } from './spec-diff.js';

/** A line of a diff: what it says, and whether it is of the old or of the new side. */
export interface DiffLine {
  readonly sign: '+' | '-' | '~' | ' ';
  readonly text: string;
}

/** Kept lines shown around a change within a text. */
const CONTEXT = 2;

/** @param toYaml how values of several keys are shown */
export const diffLines = (changes: readonly SpecChange[], toYaml: (value: Json) => string): DiffLine[] =>
  changes.flatMap((change) => linesOf(change, toYaml));

function linesOf(change: SpecChange, toYaml: (value: Json) => string): DiffLine[] {
  switch (change.kind) {
    case 'added':
      return valueLines('+', change.path, change.after, toYaml);
    case 'removed':
      return valueLines('-', change.path, change.before, toYaml);
    case 'changed':
      return isNested(change.before) || isNested(change.after)
        ? [
            ...valueLines('-', change.path, change.before, toYaml),
            ...valueLines('+', change.path, change.after, toYaml),
          ]
        : [{ sign: '~', text: `${change.path}: ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}` }];
    case 'text':
      return [{ sign: '~', text: `${change.path}:` }, ...stepLines(change.lines)];
    case 'list':
      return [{ sign: '~', text: `${change.path}:` }, ...stepLines(change.items)];
    default:
      return assertNever(change, 'change');
  }
}

const isNested = (value: Json): boolean => typeof value === 'object' && value !== null;

function valueLines(sign: '+' | '-', path: string, value: Json, toYaml: (value: Json) => string): DiffLine[] {
  if (!isNested(value)) return [{ sign, text: `${path}: ${JSON.stringify(value)}` }];
  const lines = toYaml(value).trimEnd().split('\n');
  return [{ sign, text: `${path}:` }, ...lines.map((line) => ({ sign, text: `    ${line}` }))];
}

function stepLines(steps: readonly Step<string>[]): DiffLine[] {
  const near = steps.map((_, index) =>
    steps.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((step) => step.kind !== 'keep'),
  );
  return steps.flatMap((step, index): DiffLine[] => {
    if (near[index] === true) return [{ sign: signOf(step), text: `    ${step.item}` }];
    return index === 0 || near[index - 1] === true ? [{ sign: ' ', text: '    …' }] : [];
  });
}

const signOf = ({ kind }: Step<string>): DiffLine['sign'] => (kind === 'add' ? '+' : kind === 'remove' ? '-' : ' ');
