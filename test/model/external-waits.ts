/** A try of one run that waits for the end of another: the steps of its poke, of the other run's turns and of its creation, each what one lock makes atomic. */
export interface ExternalWorld {
  /** null: not created; else as committed. */
  run: { ended: boolean; awaited: boolean } | null;
  /** The creation under way: what it has seen of waits. Holds the lock of new runs, shared. */
  creating: { awaited: boolean } | null;
  wait: boolean;
  /** What the poke has come to. */
  poke: 'begin' | 'registered' | 'waiting' | 'done';
  woken: boolean;
  /** How often the run is still cleared and ends again. */
  clears: number;
}

/** Each is a rule that the code keeps; a mutant breaks one. */
export interface ExternalRules {
  /** lockNewRuns: a wait is not written down while a run of that DAG is created. */
  locksNewRuns: boolean;
  /** create-run.ts: a new run looks for waits. */
  creationLooks: boolean;
  /** external-runs.ts watch: the wait is committed before the run is marked and read. */
  registersFirst: boolean;
  /** markAwaited: reads the run under the lock with which it marks it. */
  readsUnderLock: boolean;
  /** writeTurn: a turn without the lock does nothing where the run is awaited, and is made again with it. */
  plainTurnChecks: boolean;
}

export const EXTERNAL_RULES: ExternalRules = {
  locksNewRuns: true,
  creationLooks: true,
  registersFirst: true,
  readsUnderLock: true,
  plainTurnChecks: true,
};

type Step = [name: string, next: ExternalWorld];

/** Everything that may happen next. */
export const externalSteps = (world: ExternalWorld, rules: ExternalRules): Step[] => [
  ...creationSteps(world, rules),
  ...pokeSteps(world, rules),
  ...turnSteps(world, rules),
];

function creationSteps(world: ExternalWorld, rules: ExternalRules): Step[] {
  const { creating, run, wait } = world;
  if (run !== null) return [];
  if (creating !== null) {
    return [['create: commit', { ...world, creating: null, run: { ended: false, awaited: creating.awaited } }]];
  }
  return [['create: insert', { ...world, creating: { awaited: rules.creationLooks && wait } }]];
}

function pokeSteps(world: ExternalWorld, rules: ExternalRules): Step[] {
  switch (world.poke) {
    case 'begin':
      return rules.registersFirst ? registerStep(world, rules, 'registered') : lookStep(world, rules, 'registered');
    case 'registered':
      return rules.registersFirst ? lookStep(world, rules, 'waiting') : registerStep(world, rules, 'waiting');
    case 'waiting':
      return world.woken ? lookStep({ ...world, woken: false }, rules, 'waiting') : [];
    case 'done':
      return [];
  }
}

/** registerWait */
function registerStep(world: ExternalWorld, rules: ExternalRules, poke: ExternalWorld['poke']): Step[] {
  if (rules.locksNewRuns && world.creating !== null) return [];
  return [['registerWait', { ...world, wait: true, poke }]];
}

/** markAwaited, with what is read after it */
function lookStep(world: ExternalWorld, { readsUnderLock }: ExternalRules, poke: ExternalWorld['poke']): Step[] {
  const { run } = world;
  if (run === null) return [['markAwaited: none', { ...world, poke }]];
  if (run.ended) return [['markAwaited: ended', { ...world, poke: 'done', wait: false }]];
  const unmarked: Step[] = readsUnderLock ? [] : [['read without a mark', { ...world, poke }]];
  return [['markAwaited: under way', { ...world, poke, run: { ...run, awaited: true } }], ...unmarked];
}

/** recordTurn, with the turn that ends the run; requestControl, with one that opens it again. */
function turnSteps(world: ExternalWorld, { plainTurnChecks }: ExternalRules): Step[] {
  const { run, wait, clears } = world;
  if (run === null) return [];
  if (run.ended) return clears > 0 ? [['clear', { ...world, clears: clears - 1, run: { ...run, ended: false } }]] : [];
  const ended = { ...world, run: { ...run, ended: true } };
  const told = { ...ended, woken: world.woken || (run.awaited && wait) };
  return [['turn', told], ...(plainTurnChecks ? [] : ([['plain turn', ended]] as Step[]))];
}

/** Nothing can happen any more, the run has ended, and the try waits all the same. */
export const sleepsForEver = (world: ExternalWorld): boolean => world.run?.ended === true && world.poke !== 'done';

/** The way to the first bad state, by breadth; null where there is none. `states`: how many there are. */
export function exploreExternal(rules: ExternalRules): { bad: string[] | null; states: number } {
  const start: ExternalWorld = { run: null, creating: null, wait: false, poke: 'begin', woken: false, clears: 2 };
  const seen = new Set([JSON.stringify(start)]);
  const queue: { world: ExternalWorld; path: string[] }[] = [{ world: start, path: [] }];
  for (const { world, path } of queue) {
    const steps = externalSteps(world, rules);
    if (steps.length === 0 && sleepsForEver(world)) return { bad: path, states: seen.size };
    for (const [name, next] of steps) {
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ world: next, path: [...path, name] });
    }
  }
  return { bad: null, states: seen.size };
}
