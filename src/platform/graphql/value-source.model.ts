import { registerEnumType } from '@nestjs/graphql';

/** Where a connection or a variable comes from; the environment's hides the database's. */
export const ValueSource = { DATABASE: 'DATABASE', ENVIRONMENT: 'ENVIRONMENT' } as const;
export type ValueSource = keyof typeof ValueSource;
registerEnumType(ValueSource, { name: 'ValueSource' });
