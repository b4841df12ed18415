import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface AssetReference {
  readonly dagId: string;
  /** null: the schedule */
  readonly taskId: string | null;
  readonly alias: string | null;
}
export interface AssetSummary {
  readonly name: string;
  readonly lastEvent: { readonly at: string } | null;
  readonly producers: readonly AssetReference[];
  readonly readers: readonly AssetReference[];
  readonly consumers: readonly AssetReference[];
  readonly queuedFor: readonly { readonly dagId: string; readonly events: number; readonly since: string }[];
}
const SUMMARY = `fragment Summary on Asset {
  name lastEvent { at } producers { ...Reference } readers { ...Reference } consumers { ...Reference } queuedFor { dagId events since }
}
fragment Reference on AssetReference { dagId taskId alias }`;

export const LIST_ASSETS = operation<
  { assets: Page<AssetSummary> },
  { filter: { search?: string; dagId?: string }; first: number; after: string | null }
>(`query ListAssets($filter: AssetFilter, $first: Int, $after: String) {
  assets(filter: $filter, first: $first, after: $after) { nodes { ...Summary } pageInfo { hasNextPage endCursor } }
}
${SUMMARY}`);

export interface AssetEventInfo {
  readonly id: string;
  readonly asset: string;
  readonly partition: string | null;
  readonly extra: unknown;
  readonly at: string;
  readonly actor: { readonly name: string };
  readonly dagId: string | null;
  readonly dagRunId: string | null;
  readonly runId: string | null;
  readonly taskId: string | null;
  readonly mapIndex: number | null;
  readonly watcher: string | null;
}
/** For the nodes of any list of updates: `...Info`. */
export const ASSET_EVENT = `fragment Info on AssetEvent { id asset partition extra at actor { name } dagId dagRunId runId taskId mapIndex watcher }`;

export interface AssetDetails extends AssetSummary {
  readonly firstSeen: string;
  readonly events: { readonly nodes: readonly AssetEventInfo[] };
}
export const SHOW_ASSET = operation<{ asset: AssetDetails | null }, { name: string }>(`query ShowAsset($name: ID!) {
  asset(name: $name) { ...Summary firstSeen events(first: 5) { nodes { ...Info } } }
}
${SUMMARY}
${ASSET_EVENT}`);

export interface AssetEventFilter {
  readonly asset?: string;
  readonly partition?: string;
  readonly dagId?: string;
  readonly dagRunId?: string;
  readonly queuedFor?: string;
}
export const LIST_ASSET_EVENTS = operation<
  { assetEvents: Page<AssetEventInfo> },
  { filter: AssetEventFilter; first: number; after: string | null }
>(`query ListAssetEvents($filter: AssetEventFilter, $first: Int, $after: String) {
  assetEvents(filter: $filter, first: $first, after: $after) { nodes { ...Info } pageInfo { hasNextPage endCursor } }
}
${ASSET_EVENT}`);

export interface LineageInfo {
  readonly truncated: boolean;
  readonly nodes: readonly { readonly id: string; readonly kind: string; readonly distance: number }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}
export interface LineageOf {
  readonly asset?: string;
  readonly dagId?: string;
  readonly taskId?: string;
}
export const LINEAGE = operation<
  { lineage: LineageInfo | null },
  LineageOf & { direction: string; depth: number }
>(`query Lineage($asset: String, $dagId: ID, $taskId: ID, $direction: LineageDirection, $depth: Int) {
  lineage(asset: $asset, dagId: $dagId, taskId: $taskId, direction: $direction, depth: $depth) {
    truncated nodes { id kind asset dagId taskId distance } edges { from to }
  }
}`);

export interface EmitInput {
  readonly asset: string;
  readonly extra?: unknown;
  readonly partition?: string;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const EMIT = operation<
  {
    emitAssetEvent:
      | { readonly __typename: 'AssetEventEmitted'; readonly event: AssetEventInfo }
      | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: EmitInput }
>(`mutation EmitAssetEvent($input: EmitAssetEventInput!) {
  emitAssetEvent(input: $input) {
    __typename
    ... on AssetEventEmitted { event { ...Info } }
    ... on Refused { code message }
  }
}
${ASSET_EVENT}`);

export const DEQUEUE = operation<
  {
    deleteQueuedAssetEvents:
      | { readonly __typename: 'QueuedAssetEventsDeleted'; readonly dagId: string; readonly deleted: number }
      | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: { dagId: string; asset: string | null; reason: string | null; idempotencyKey: string } }
>(`mutation DequeueAssetEvents($input: DeleteQueuedAssetEventsInput!) {
  deleteQueuedAssetEvents(input: $input) {
    __typename
    ... on QueuedAssetEventsDeleted { dagId deleted }
    ... on Refused { code message }
  }
}`);
