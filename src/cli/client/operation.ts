declare const types: unique symbol;

/** A GraphQL document with the types of its answer and its variables. */
export interface Operation<Data, Variables> {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly text: string;
  readonly [types]?: (variables: Variables) => Data;
}

/** @param text one operation, with the fragments that it uses; a spec validates it against the contract */
export function operation<Data, Variables extends object = Record<string, never>>(
  text: string,
): Operation<Data, Variables> {
  const [, kind] = /^\s*(query|mutation|subscription)\b/.exec(text) ?? [];
  if (kind === undefined)
    throw new Error(`a document starts with query, mutation or subscription: ${text.slice(0, 60)}`);
  return { kind: kind as Operation<Data, Variables>['kind'], text };
}
