import { describe, expect, it } from 'vitest';
import { tick } from '../../../src/domain/schedule/tick.js';
import { MUTANTS } from './mutants.js';
import { simulate } from './simulate.js';

/** `CONTINUO_SEED` repeats what a failure names. */
const SEED = Number(process.env['CONTINUO_SEED'] ?? 1);
const DAGS = 200;

describe(`a decade of ${DAGS} DAGs, CONTINUO_SEED=${SEED}`, () => {
  it('has the runs of the oracle: none lost, none double, none early, none late without a reason', () => {
    const { breaches, runs, mishaps, late, ahead, jumps } = simulate(SEED, DAGS, tick);
    expect(breaches).toEqual([]);
    // a decade in which nothing happened would prove nothing
    expect({
      runs: runs > 10_000,
      mishaps: mishaps > 50,
      late: late > 500,
      ahead: ahead > 100,
      jumps: jumps > 400,
    }).toEqual({
      ...{ runs: true, mishaps: true, late: true, ahead: true, jumps: true },
    });
  });

  it.each(Object.entries(MUTANTS))('is wrong where %s', (_name, mutant) => {
    expect(simulate(SEED, DAGS / 4, mutant, true).breaches).not.toEqual([]);
  });
});
