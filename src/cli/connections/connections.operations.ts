import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';

export interface ConnectionInfo {
  readonly id: string;
  readonly type: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly login: string | null;
  readonly hasPassword: boolean;
  readonly extra: unknown;
  readonly source: string;
  readonly updatedAt: string | null;
  readonly updatedBy: { readonly name: string } | null;
}
const INFO = `fragment Info on ConnectionInfo {
  id type host port database login hasPassword extra source updatedAt updatedBy { name }
}`;

export const LIST_CONNECTIONS = operation<{ connections: readonly ConnectionInfo[] }>(`query ListConnections {
  connections { ...Info }
}
${INFO}`);

export interface SetConnectionInput {
  readonly id: string;
  readonly type: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly login?: string;
  readonly password?: string;
  readonly extra?: unknown;
  readonly uri?: string;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const SET_CONNECTION = operation<
  {
    setConnection:
      | { readonly __typename: 'ConnectionSaved'; readonly connection: ConnectionInfo }
      | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: SetConnectionInput }
>(`mutation SetConnection($input: SetConnectionInput!) {
  setConnection(input: $input) {
    __typename
    ... on ConnectionSaved { connection { ...Info } }
    ... on Refused { code message }
  }
}
${INFO}`);

export type DeleteResult =
  { readonly __typename: 'Deleted'; readonly id: string } | (Refusal & { readonly __typename: 'Refused' });

export const DELETE_CONNECTION = operation<
  { deleteConnection: DeleteResult },
  { id: string; reason: string | null; idempotencyKey: string }
>(`mutation DeleteConnection($id: ID!, $reason: String, $idempotencyKey: String) {
  deleteConnection(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Deleted { id }
    ... on Refused { code message }
  }
}`);
