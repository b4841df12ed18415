import type { JsonObject } from '../../json.js';
import { countUpstream, relevant, type Tally } from '../count-upstream.js';
import type { Instance } from '../instances.js';
import type { TurnDraft } from '../turn-draft.js';

/** A task above an instance, with what its instances have come to as far as they matter to it. */
export interface Source {
  taskId: string;
  position: number;
  finished: number;
  tally: Tally;
}

/** The given tasks as an instance sees them: in a mapped group, only its counterpart of each (airflow-semantics §1.3). */
export const sourcesOf = (draft: TurnDraft, at: Instance, positions: readonly number[]): Source[] =>
  positions.map((position) => {
    const tally = relevant(draft.index, draft.state, at, position, draft.tally);
    const finished = tally.success + tally.skipped + tally.failed + tally.upstreamFailed + tally.removed;
    return { taskId: draft.task(position).id, position, finished, tally };
  });

export const directlyAbove = (draft: TurnDraft, at: Instance): Source[] =>
  sourcesOf(draft, at, draft.index.upstream[at.position] ?? []);

export const isOpen = ({ finished, tally }: Source): boolean => finished < tally.all;
/** Some of it did not go as all_success wants. */
export const isBad = ({ tally }: Source): boolean => tally.failed + tally.upstreamFailed > 0;
export const isNotSuccess = (source: Source): boolean => source.tally.success < source.finished;

export const idsOf = (sources: readonly Source[]): string[] => sources.map(({ taskId }) => taskId);

/** Tasks that facts name, at most: a task may have thousands above it. */
const SHOWN = 50;

/** The rule with the counts that it judges. */
export function ruleFacts(draft: TurnDraft, at: Instance): JsonObject {
  const { rule } = draft.task(at.position);
  return { name: rule, counts: { ...countUpstream(draft.index, draft.state, at, draft.tally) } };
}

export const sourceFacts = (sources: readonly Source[]): JsonObject[] =>
  sources.slice(0, SHOWN).map(({ taskId, finished, tally }) => ({ taskId, finished, ...tally }));
