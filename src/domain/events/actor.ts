export const ACTOR_KINDS = ['USER', 'SERVICE', 'SCHEDULER', 'WORKFLOW', 'WORKER', 'SYSTEM'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who did it. The principal of an API call is the actor of every event that follows from the call. */
export interface Actor {
  kind: ActorKind;
  id: string;
  name: string;
}

/** What makes runs by time, by assets and for backfills, in whichever process. */
export const SCHEDULER: Actor = { kind: 'SCHEDULER', id: 'scheduler', name: 'scheduler' };
