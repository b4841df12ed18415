import { enumOf } from './enum-of.js';

/** Where a connection or a variable comes from; the environment's hides the database's. */
export const ValueSource = enumOf(['DATABASE', 'ENVIRONMENT'], { name: 'ValueSource' });
export type ValueSource = keyof typeof ValueSource;
