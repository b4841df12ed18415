import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { DeleteResult } from '../connections/connections.operations.js';

export interface PoolInfo {
  readonly name: string;
  /** -1 is no limit */
  readonly slots: number;
  readonly includeDeferred: boolean;
  readonly description: string | null;
  readonly occupied: number;
  readonly queued: number;
  readonly waiting: number;
  /** null where there is no limit */
  readonly open: number | null;
  readonly updatedAt: string | null;
  readonly updatedBy: { readonly name: string } | null;
}
const INFO = `fragment Info on Pool {
  name slots includeDeferred description occupied queued waiting open updatedAt updatedBy { name }
}`;

export const LIST_POOLS = operation<{ pools: readonly PoolInfo[]; taskLimit: number | null }>(`query ListPools {
  pools { ...Info }
  taskLimit
}
${INFO}`);

export interface SetPoolInput {
  readonly name: string;
  readonly slots: number;
  readonly includeDeferred: boolean;
  readonly description: string | null;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const SET_POOL = operation<
  {
    setPool:
      { readonly __typename: 'PoolSaved'; readonly pool: PoolInfo } | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: SetPoolInput }
>(`mutation SetPool($input: SetPoolInput!) {
  setPool(input: $input) {
    __typename
    ... on PoolSaved { pool { ...Info } }
    ... on Refused { code message }
  }
}
${INFO}`);

export const DELETE_POOL = operation<
  { deletePool: DeleteResult },
  { name: string; reason: string | null; idempotencyKey: string }
>(`mutation DeletePool($name: ID!, $reason: String, $idempotencyKey: String) {
  deletePool(name: $name, reason: $reason, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Deleted { id }
    ... on Refused { code message }
  }
}`);

export const SET_TASK_LIMIT = operation<
  {
    setTaskLimit:
      | { readonly __typename: 'TaskLimitSaved'; readonly slots: number | null }
      | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: { slots: number | null; reason: string | null; idempotencyKey: string } }
>(`mutation SetTaskLimit($input: SetTaskLimitInput!) {
  setTaskLimit(input: $input) {
    __typename
    ... on TaskLimitSaved { slots }
    ... on Refused { code message }
  }
}`);
