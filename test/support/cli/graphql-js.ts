import { createRequire } from 'node:module';

/** The one instance of graphql-js that graphql-ws sees too; the test runner's own resolution would load a second. */
export const graphqlJs = createRequire(import.meta.url)('graphql') as typeof import('graphql');
