import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { DeleteResult } from '../connections/connections.operations.js';

export interface VariableInfo {
  readonly name: string;
  /** null when it is secret */
  readonly value: unknown;
  readonly secret: boolean;
  readonly source: string;
  readonly updatedAt: string | null;
  readonly updatedBy: { readonly name: string } | null;
}
const INFO = `fragment Info on VariableInfo { name value secret source updatedAt updatedBy { name } }`;

export const LIST_VARIABLES = operation<{ variables: readonly VariableInfo[] }>(`query ListVariables {
  variables { ...Info }
}
${INFO}`);

export interface SetVariableInput {
  readonly name: string;
  readonly value: unknown;
  readonly secret: boolean;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const SET_VARIABLE = operation<
  {
    setVariable:
      | { readonly __typename: 'VariableSaved'; readonly variable: VariableInfo }
      | (Refusal & { readonly __typename: 'Refused' });
  },
  { input: SetVariableInput }
>(`mutation SetVariable($input: SetVariableInput!) {
  setVariable(input: $input) {
    __typename
    ... on VariableSaved { variable { ...Info } }
    ... on Refused { code message }
  }
}
${INFO}`);

export const DELETE_VARIABLE = operation<
  { deleteVariable: DeleteResult },
  { name: string; reason: string | null; idempotencyKey: string }
>(`mutation DeleteVariable($name: ID!, $reason: String, $idempotencyKey: String) {
  deleteVariable(name: $name, reason: $reason, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Deleted { id }
    ... on Refused { code message }
  }
}`);
