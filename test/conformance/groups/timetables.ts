import type { CaseFile, Group } from '../group.js';
import { answerCase } from '../timetables/answer-case.js';
import type { TimetableCase } from '../timetables/timetable-case.js';

const casesOf =
  (conflict: boolean) =>
  ({ cases }: CaseFile): readonly TimetableCase[] | undefined => {
    if (!Array.isArray(cases) || !cases.some((one: Partial<TimetableCase>) => one.op !== undefined)) return undefined;
    return (cases as TimetableCase[]).filter((one) => (one.conflict === true) === conflict);
  };

const compare = (one: TimetableCase) => ({ id: one.id, ...answerCase(one) });

export const timetables: Group<TimetableCase> = { name: 'timetables', cases: casesOf(false), compare };

/** Told for information: there is no right answer to fail. */
export const timetableConflicts: Group<TimetableCase> = {
  name: 'timetables, cases in which the sources disagree',
  informative: true,
  cases: casesOf(true),
  compare,
};
