import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { DeleteResult } from '../connections/connections.operations.js';

export interface AssetHookInfo {
  readonly id: string;
  readonly asset: string;
  readonly description: string | null;
  readonly path: string;
  readonly createdAt: string;
  readonly createdBy: { readonly name: string };
  readonly lastSeenAt: string | null;
}
const HOOK = `fragment Hook on AssetHook { id asset description path createdAt createdBy { name } lastSeenAt }`;

export const LIST_HOOKS = operation<{ assetHooks: readonly AssetHookInfo[] }, { asset: string | null }>(
  `query ListHooks($asset: String) { assetHooks(asset: $asset) { ...Hook } }
${HOOK}`,
);

export interface CreateHookInput {
  readonly asset: string;
  readonly description: string | null;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const CREATE_HOOK = operation<
  {
    createAssetHook:
      | { readonly __typename: 'AssetHookCreated'; readonly hook: AssetHookInfo; readonly secret: string }
      | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: CreateHookInput }
>(`mutation CreateHook($input: CreateAssetHookInput!) {
  createAssetHook(input: $input) {
    __typename
    ... on AssetHookCreated { secret hook { ...Hook } }
    ... on Refused { code message }
  }
}
${HOOK}`);

export const DELETE_HOOK = operation<
  { deleteAssetHook: DeleteResult },
  { id: string; reason: string | null; idempotencyKey: string }
>(`mutation DeleteHook($id: ID!, $reason: String, $idempotencyKey: String) {
  deleteAssetHook(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Deleted { id }
    ... on Refused { code message }
  }
}`);
