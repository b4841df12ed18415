import type { JsonObject } from '../json.js';

/** What a choice makes of the task and of what stands below it. skip: the task succeeds, and the tasks directly below are skipped, as by a short circuit. */
export const CHOICE_OUTCOMES = ['success', 'fail', 'skip'] as const;
export type ChoiceOutcome = (typeof CHOICE_OUTCOMES)[number];

export interface Choice {
  id: string;
  label: string;
  outcome: ChoiceOutcome;
  /** Tasks or groups below that go on; the others are skipped, as by a branch. Null: the choice does not branch. */
  follow: string[] | null;
}

/** What people are asked. */
export interface Question {
  choices: Choice[];
  /** More than one may be chosen. */
  multiple: boolean;
  /** JSON Schema of each parameter that comes with the answer; `default` makes it optional. */
  form: Record<string, JsonObject>;
}

/** A choice as authors write it: an id, or more of it. */
export type GivenChoice =
  | string
  | { id: string; label?: string | undefined; outcome?: ChoiceOutcome | undefined; follow?: string[] | undefined };

/** Completes what an author wrote. Airflow's rule: `reject` skips what stands below, unless the author says otherwise. */
export function choiceOf(given: GivenChoice): Choice {
  const { id, label, outcome, follow }: Exclude<GivenChoice, string> =
    typeof given === 'string' ? { id: given } : given;
  return {
    id,
    label: label ?? labelOf(id),
    outcome: outcome ?? (id === 'reject' ? 'skip' : 'success'),
    follow: follow ?? null,
  };
}

const labelOf = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1).replaceAll(/[_-]/g, ' ');
