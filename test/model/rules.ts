/**
 * The rules that the transitions obey. All true is the protocol as the code has it; a mutant is the protocol with one of them false.
 * Each name says what the transition does; the comment says where the rule stands.
 */
export const RULES = {
  /** claim: an execution with an old epoch performs nothing */
  claimChecksEpoch: true,
  /** recordTurn: another epoch writes by now */
  recordTurnChecksEpoch: true,
  /** recordTurn: the stream is beyond the turn's base, so nothing is appended */
  recordTurnChecksHead: true,
  /** recordTurn: an answer that the stream is beyond base brings the events, and the inputs are kept */
  divergedKeepsInputs: true,
  /** canSettle: a turn does not settle a ticket that has its outcome */
  turnYieldsToOutcomes: true,
  /** canSettle: a turn that stops the run knows which tickets have begun */
  turnYieldsToBegun: true,
  /** settleTickets: `where outcome is null` */
  settlingKeepsOutcomes: true,
  /** contraryFacts: the final turn comes after every control */
  finalTurnReadsControls: true,
  /** settleTickets: the turn's end of an open try is the ticket's outcome */
  turnSettlesTickets: true,
  /** settleTickets: a clear of what runs is the ticket's outcome, too */
  clearSettlesTickets: true,
  /** requestControl: what re-opens an ended run is judged under the next epoch */
  reopeningTakesNextEpoch: true,
  /** requestControl: a run that a control has re-opened is admitted again */
  reopeningIsAdmitted: true,
  /** advance: a held run does nothing but what people ask for */
  heldDoesNothing: true,
  /** wakeActiveRuns: a run under way hears that its DAG was paused or unpaused */
  pausingWakes: true,
  /** markRead: with the event that takes the outcome in, not when it is answered */
  readWhenRecorded: true,
  /** answerControls: in the transaction of the control's event */
  answersControls: true,
  /** decideControl: a control that the stream has answered is not answered again */
  controlsAnsweredOnce: true,
  /** begin: another worker's ticket is held */
  beginRespectsOwner: true,
  /** begin: a body in this worker's memory holds the ticket */
  beginAsksMemory: true,
  /** begin: a ticket with an outcome is answered, not run */
  beginRespectsOutcome: true,
  /** begin: a later poke is answered, not run again */
  beginComparesPoke: true,
  /** begin: under the worker's lease */
  beginNeedsLease: true,
  /** begin: the next try of an instance waits until the last has ended */
  beginWaitsForEnded: true,
  /** begin: a body that was left behind still counts as one in memory */
  leftBehindIsHeld: true,
  /** attempt: a delivery that a worker's shutdown cuts off while its finish is under way is not answered, so Temporal delivers it again */
  underWayIsDeliveredAgain: true,
  /** begin: who is told HELD is woken by the finish */
  heldIsWatched: true,
  /** finish and postpone: only by the owner */
  finishChecksOwner: true,
  /** finish and postpone: only under the fence of its own begin */
  finishChecksFence: true,
  /** finish and postpone: the first outcome stays */
  firstOutcomeWins: true,
  /** finish: a watched ticket adds a wake-up */
  finishWakesWatchers: true,
  /** finish and postpone: a body whose local activity has answered HELD adds a wake-up */
  unheardWakes: true,
  /** postpone: a watched ticket is dispatched again */
  postponeWakesWatchers: true,
  /** postpone: what was woken while its poke ran is poked again at once */
  postponeSeesWakes: true,
  /** settleUnbegun: only what nobody has begun */
  queueEndsUnbegunOnly: true,
  /** wakeTicket: the run is told */
  wakeTellsRun: true,
  /** facts: a wake is answered until its poke has begun, for the run may not have heard of the wait yet */
  wakeStaysUntilBegun: true,
  /** endLease: the owner of the worker's tickets is cleared */
  endLeaseClearsOwner: true,
  /** endLease: the run dispatches again */
  endLeaseCountsGeneration: true,
  /** endLease: the attempt that the worker had open ends as LOST */
  endLeaseEndsAttempts: true,
  /** endLease: the runs are woken */
  endLeaseWakes: true,
  /** A worker whose lease can lapse has no body left: its guard has killed it */
  guardKillsFirst: true,
  /** the execution keeps the generation with what it has performed */
  performedByGeneration: true,
  /** the reconciler looks for unfinished runs without an execution */
  reconcilerReopens: true,
  /** finish and postpone: what they give back goes to who waits in the same transaction */
  finishHandsOver: true,
  /** grantSlots: all demands or none */
  grantsAllOrNone: true,
  /** giveSlots: the run of a ticket that has waited is woken */
  grantWakes: true,
  /** giveSlots: a poke that found no slot is dispatched again */
  grantDispatchesPokesAgain: true,
  /** begin: who is told HELD for want of slots is woken by the finish */
  queuedIsWatched: true,
  /** readLeases: an execution that begins learns which tickets hold their slots */
  claimTellsLeases: true,
  /** trigger: a poke that says "not yet" gives its slots back */
  postponeGivesBack: true,
  /** trigger: so does a try that is lost with its worker */
  lostTryGivesBack: true,
  /** a sweep wakes runs that have something to read, for Temporal may have lost the wake-up */
  sweepWakes: true,
};

export type Rules = typeof RULES;
export type RuleName = keyof Rules;
