import type { FaultName } from './faults.js';
import type { Law } from './law.js';
import type { Scenario } from './model.js';
import type { RuleName } from './rules.js';
import { POOL, DEMANDS, POOL_SENSOR, POOL_LOST, POOL_RAISED } from './pool-scenarios.js';
import {
  CLEARED,
  CLOSING,
  CONTROL,
  DAG_PAUSED,
  INLINE,
  INLINE_SENSOR,
  ONE_TASK,
  QUEUED,
  RESTORED,
  SENSOR,
  SENSOR_CONTROLS,
  STOPPED,
  WOKEN,
  WOKEN_BLIND,
} from './scenarios.js';

/** The protocol with one transition broken, the smallest scenario that shows it, and the law that it breaks there. */
export interface Mutant {
  name: string;
  without: readonly RuleName[];
  scenario: Scenario;
  breaks: Law;
}

const mutant = (
  name: string,
  without: readonly RuleName[],
  breaks: Law,
  scenario: Scenario,
  faults: number,
  ...kinds: FaultName[]
): Mutant => ({ name, without, breaks, scenario: { ...scenario, faults, kinds } });

const HELD = 'no slot is held by nobody';
const FREE = 'no slot is free while somebody waits';
const ONCE = 'one begin and one end';
const STUCK = 'every state can end';
const OLD = 'an old epoch performs nothing';
const BODY = 'one body at a time';
const AGAIN = 'nothing finished runs again';

export const MUTANTS: readonly Mutant[] = [
  mutant('claim does not compare the epoch', ['claimChecksEpoch'], OLD, ONE_TASK, 1, 'reopen'),
  mutant('recordTurn does not compare the epoch', ['recordTurnChecksEpoch'], OLD, ONE_TASK, 1, 'reopen'),
  mutant('recordTurn does not compare the head', ['recordTurnChecksHead'], 'each event once', ONE_TASK, 1, 'redo'),
  mutant('a diverged turn forgets its inputs', ['divergedKeepsInputs'], STUCK, SENSOR_CONTROLS, 1, 'redo'),
  mutant('a turn settles over an outcome in its stream only', ['turnYieldsToOutcomes'], 'right end', CONTROL, 0),
  mutant(
    'a turn overwrites an outcome',
    ['turnYieldsToOutcomes', 'settlingKeepsOutcomes'],
    'first outcome wins',
    CONTROL,
    0,
  ),
  mutant('a stop takes for begun what has not', ['turnYieldsToBegun'], 'right end', CONTROL, 0),
  mutant('a run ends over an unread control', ['finalTurnReadsControls'], 'no control is lost', CONTROL, 0),
  mutant('a run ends and leaves tickets open', ['turnSettlesTickets'], 'a final turn settles all', CONTROL, 0),
  mutant('a clear leaves the ticket of what runs open', ['clearSettlesTickets'], 'right end', CLEARED, 0),
  mutant('a clear re-opens under the old epoch', ['reopeningTakesNextEpoch', 'reconcilerReopens'], STUCK, CLEARED, 0),
  mutant('a re-opened run is not admitted again', ['reopeningIsAdmitted', 'reconcilerReopens'], STUCK, CLEARED, 0),
  mutant('a held run goes on', ['heldDoesNothing'], 'a held run starts and ends nothing', DAG_PAUSED, 0),
  mutant('an unpaused DAG wakes nobody', ['pausingWakes'], STUCK, DAG_PAUSED, 0),
  mutant('outcomes are read when they are answered', ['readWhenRecorded'], STUCK, ONE_TASK, 2, 'redo', 'crash'),
  mutant('a control gets no answer with its event', ['answersControls'], 'no control is lost', CONTROL, 0),
  mutant(
    'the decider forgets what it has answered',
    ['controlsAnsweredOnce'],
    'controls answered once, in order',
    CONTROL,
    1,
    'redo',
  ),
  mutant("begin takes another worker's ticket", ['beginRespectsOwner'], BODY, ONE_TASK, 1, 'redeliver'),
  mutant('begin does not ask the memory', ['beginAsksMemory'], BODY, ONE_TASK, 1, 'redeliver'),
  mutant('begin runs a settled ticket', ['beginRespectsOutcome'], AGAIN, ONE_TASK, 1, 'redeliver'),
  mutant('begin runs a poke that was made', ['beginComparesPoke'], AGAIN, SENSOR, 1, 'redeliver', 'lostReply'),
  mutant('begin without a lease', ['beginNeedsLease'], STUCK, ONE_TASK, 1, 'crash'),
  mutant('the next try does not wait for the end of the last', ['beginWaitsForEnded'], BODY, CLOSING, 1, 'leftBehind'),
  mutant(
    'a body left behind is forgotten',
    ['leftBehindIsHeld'],
    'ended means no body',
    CLOSING,
    2,
    'leftBehind',
    'redeliver',
  ),
  mutant(
    'a worker that shuts down answers HELD over a finish',
    ['underWayIsDeliveredAgain'],
    STUCK,
    CLOSING,
    1,
    'shutdown',
  ),
  mutant('HELD is not watched', ['heldIsWatched'], STUCK, ONE_TASK, 1, 'redeliver'),
  mutant('finish by anyone', ['finishChecksOwner'], ONCE, ONE_TASK, 1, 'crash'),
  mutant('finish under any fence', ['finishChecksFence'], STUCK, SENSOR, 2, 'redeliver', 'lostReply'),
  mutant('finish over an outcome', ['firstOutcomeWins'], ONCE, CONTROL, 0),
  mutant('the finish of a watched ticket wakes nobody', ['finishWakesWatchers'], STUCK, ONE_TASK, 1, 'redeliver'),
  mutant('the end of a body that was answered HELD wakes nobody', ['unheardWakes'], STUCK, INLINE, 0),
  mutant('the poke of a body that was answered HELD wakes nobody', ['unheardWakes'], STUCK, INLINE_SENSOR, 0),
  mutant('the poke of a watched ticket wakes nobody', ['postponeWakesWatchers'], STUCK, SENSOR, 1, 'redeliver'),
  mutant('a wake during a poke is forgotten', ['postponeSeesWakes'], STUCK, WOKEN_BLIND, 0),
  mutant('a queue ends what a worker has begun', ['queueEndsUnbegunOnly'], ONCE, QUEUED, 0),
  mutant('a wake tells nobody', ['wakeTellsRun'], STUCK, WOKEN, 0),
  mutant('a wake is gone once it was answered', ['wakeStaysUntilBegun'], STUCK, WOKEN, 1, 'redo'),
  mutant('endLease leaves the owner', ['endLeaseClearsOwner'], ONCE, ONE_TASK, 1, 'crash'),
  mutant('endLease does not count the generation', ['endLeaseCountsGeneration'], STUCK, ONE_TASK, 1, 'crash'),
  mutant('endLease ends no attempt', ['endLeaseEndsAttempts'], ONCE, ONE_TASK, 1, 'crash'),
  mutant('endLease wakes nobody', ['endLeaseWakes'], STUCK, ONE_TASK, 1, 'crash'),
  mutant('a stopped worker has no guard', ['guardKillsFirst'], BODY, STOPPED, 1, 'pause'),
  mutant('a dispatch forgets its generation', ['performedByGeneration'], STUCK, ONE_TASK, 1, 'crash'),
  mutant('a finish leaves its slots to who looks next', ['finishHandsOver'], FREE, POOL, 0),
  mutant('a grant looks at the first demand only', ['grantsAllOrNone'], 'no limit is passed', DEMANDS, 0),
  mutant('a grant wakes nobody', ['grantWakes'], STUCK, POOL_RAISED, 0),
  mutant(
    'a poke that waited for its slot is not dispatched again',
    ['grantDispatchesPokesAgain'],
    STUCK,
    POOL_SENSOR,
    0,
  ),
  mutant(
    'HELD for want of slots is not watched, and slots are left to who looks next',
    ['queuedIsWatched', 'finishHandsOver'],
    STUCK,
    POOL_RAISED,
    1,
    'crash',
  ),
  mutant('a claim does not tell of slots', ['claimTellsLeases'], STUCK, POOL, 1, 'continueAsNew'),
  mutant('a sensor keeps its slot between its pokes', ['postponeGivesBack'], HELD, POOL_SENSOR, 0),
  mutant('a try that is lost with its worker keeps its slot', ['lostTryGivesBack'], HELD, POOL_LOST, 1, 'crash'),
  mutant('nobody looks for runs without an execution', ['reconcilerReopens'], STUCK, ONE_TASK, 1, 'terminate'),
  mutant('nobody looks for what was not read', ['sweepWakes'], STUCK, RESTORED, 2, 'tailLost', 'redeliver'),
];
