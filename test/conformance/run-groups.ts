import { isDeepStrictEqual } from 'node:util';
import type { CaseFile, Compared, Group, GroupResult } from './group.js';
import { backfill } from './groups/backfill.js';
import { effectiveLeaves } from './groups/effective-leaves.js';
import { mapInputs } from './groups/map-inputs.js';
import { past } from './groups/past.js';
import { retryDelay } from './groups/retry-delay.js';
import { rules } from './groups/rules.js';
import { timetableConflicts, timetables } from './groups/timetables.js';

/** Puts every case of the groups that the file has to the domain's own code. */
export function runGroups(file: CaseFile): GroupResult[] {
  return [
    resultOf(rules, file),
    resultOf(mapInputs, file),
    resultOf(past, file),
    resultOf(retryDelay, file),
    resultOf(effectiveLeaves, file),
    resultOf(backfill, file),
    resultOf(timetables, file),
    resultOf(timetableConflicts, file),
  ].filter((result) => result !== null);
}

function resultOf<Case>(group: Group<Case>, file: CaseFile): GroupResult | null {
  const cases = group.cases(file);
  if (cases === undefined) return null;
  const { name, informative = false } = group;
  return { name, informative, compared: cases.map((one, place) => comparedOrThrown(group, one, place)) };
}

/** A case that the domain cannot take at all is a failed one, not the end of the run. */
function comparedOrThrown<Case>(group: Group<Case>, one: Case, place: number): Compared {
  try {
    return group.compare(one, place);
  } catch (error) {
    const { id = String(place) } = one as { id?: string };
    return { id, expected: 'an answer', actual: String(error) };
  }
}

export const isPassed = ({ expected, actual }: Compared): boolean => isDeepStrictEqual(expected, actual);
