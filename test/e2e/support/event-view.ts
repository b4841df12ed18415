import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

export interface EventView {
  id: string;
  position: string;
  stream: string;
  version: number;
  type: string;
  occurredAt: string;
  recordedAt: string;
  actor: { kind: string; id: string; name: string };
  reason: string | null;
  dagId: string | null;
  dagRunId: string | null;
  taskId: string | null;
  mapIndex: number | null;
  correlationId: string | null;
  causationId: string | null;
  payload: Record<string, unknown>;
  hash: string;
  previousHash: string | null;
}

export const EVENT_FIELDS = `id position stream version type occurredAt recordedAt actor { kind id name } reason dagId dagRunId taskId mapIndex
  correlationId causationId payload hash previousHash`;

/** The hash as the contract's comment on `Event.hash` says it, from what the API tells alone. */
export function hashOf(event: EventView): string {
  const { id, stream, version, type, actor, reason, dagId, dagRunId, taskId, mapIndex, correlationId, causationId } =
    event;
  const canonical = canonicalJson({
    ...{ schema: 1, id, stream, version, type, occurredAt: new Date(event.occurredAt).toISOString() },
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    ...{ reason, dagId, dagRunId, taskId, mapIndex, correlationId, causationId },
    ...{ payload: event.payload, previousHash: event.previousHash },
  });
  return createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), Buffer.from(canonical, 'utf8')]))
    .digest('hex');
}
