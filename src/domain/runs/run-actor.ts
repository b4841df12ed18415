import type { Actor } from '../events/actor.js';

/** What a run decides by itself, from its plan and what happened. */
export const workflowActor: Actor = { kind: 'WORKFLOW', id: 'dag-run', name: 'dag run' };
