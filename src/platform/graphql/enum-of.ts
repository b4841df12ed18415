import { registerEnumType } from '@nestjs/graphql';

/** An enum of the API whose values are named as they are written: registered, and answered for the types of fields. */
export function enumOf<const Value extends string>(
  values: readonly Value[],
  type: { name: string; description?: string },
): { readonly [V in Value]: V } {
  const registered = Object.fromEntries(values.map((value) => [value, value])) as { readonly [V in Value]: V };
  registerEnumType(registered, type);
  return registered;
}
