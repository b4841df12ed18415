import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { DeleteResult } from '../connections/connections.operations.js';

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly createdAt: string;
  readonly createdBy: { readonly name: string };
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}
const TOKEN = `fragment Token on ApiToken {
  id name permissions createdAt createdBy { name } expiresAt lastUsedAt revokedAt
}`;

export const LIST_TOKENS = operation<{ tokens: readonly ApiToken[] }>(`query ListTokens { tokens { ...Token } }
${TOKEN}`);

export interface CreateTokenInput {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly expiresIn?: string;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const CREATE_TOKEN = operation<
  {
    createToken:
      | { readonly __typename: 'TokenCreated'; readonly token: ApiToken; readonly secret: string }
      | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: CreateTokenInput }
>(`mutation CreateToken($input: CreateTokenInput!) {
  createToken(input: $input) {
    __typename
    ... on TokenCreated { token { ...Token } secret }
    ... on Refused { code message }
  }
}
${TOKEN}`);

export const REVOKE_TOKEN = operation<
  { revokeToken: DeleteResult },
  { id: string; reason: string | null; idempotencyKey: string }
>(`mutation RevokeToken($id: ID!, $reason: String, $idempotencyKey: String) {
  revokeToken(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Deleted { id }
    ... on Refused { code message }
  }
}`);
