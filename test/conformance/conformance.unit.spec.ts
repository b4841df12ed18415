import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CaseFile } from './group.js';
import { isPassed, runGroups } from './run-groups.js';

const tableOf = (name: string): CaseFile =>
  JSON.parse(readFileSync(`test/conformance/cases/${name}.json`, 'utf8')) as CaseFile;

const results = ['task-dependencies', 'timetables'].flatMap((name) => runGroups(tableOf(name)));

describe('the case tables of Airflow', () => {
  it('are all there', () => {
    expect(Object.fromEntries(results.map(({ name, compared }) => [name, compared.length]))).toEqual({
      rule_cases: 106,
      mapped_dependency_cases: 22,
      previous_run_cases: 8,
      retry_delay_cases: 8,
      'run_state_cases.effective_leaf_cases': 3,
      backfill_cases: 5,
      timetables: 117,
      'timetables, cases in which the sources disagree': 3,
    });
  });

  describe.each(
    results.filter(({ informative }) => !informative).map((result) => [result.name, result.compared] as const),
  )('%s', (_, compared) => {
    it.each(compared.map((one) => [one.id, one] as const))('%s', (_id, { actual, expected }) => {
      expect(actual).toEqual(expected);
    });
  });

  it('random questions have the answers that Airflow gives to them', () => {
    const compared = runGroups(tableOf('timetables-random')).flatMap((result) => result.compared);
    expect(compared.length).toBeGreaterThan(150);
    expect(compared.filter((one) => !isPassed(one))).toEqual([]);
  });

  it('each form of a cron field means what it means to Airflow, or is refused as there', () => {
    const compared = runGroups(tableOf('cron-forms')).flatMap((result) => result.compared);
    expect(compared.length).toBeGreaterThan(390);
    expect(compared.filter((one) => !isPassed(one))).toEqual([]);
  });

  it('a case that the domain answers otherwise, or not at all, is a failed one', () => {
    const file = {
      rule_cases: [{ id: 'odd' }],
      retry_delay_cases: {
        cases: [{ retry_delay_s: 1, multiplier: 1, max_retry_delay_s: null, try_number: 1, delay_exact_s: 2 }],
      },
    };
    expect(runGroups(file).flatMap(({ compared }) => compared.map(isPassed))).toEqual([false, false]);
  });
});
