import { defineConfig } from 'vitest/config';

/** graphql-js must be one module for Nest and for us; vitest would otherwise load its two entries side by side. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** Suffix says cost: `unit` needs nothing, `int` and `e2e` use the one shared stack (real PostgreSQL, real Temporal). */
export default defineConfig({
  test: {
    projects: [
      { resolve, test: { name: 'unit', include: ['{src,workflows,activities,test}/**/*.unit.spec.ts'], testTimeout: 60_000 } },
      {
        resolve,
        test: {
          name: 'stack',
          include: ['{src,workflows,activities,test}/**/*.{int,e2e}.spec.ts'],
          exclude: ['test/chaos/**', 'test/e2e/**'],
          globalSetup: ['test/support/stack.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // specs that start the whole product themselves, as a user does; one after the other
      {
        resolve,
        test: {
          name: 'product',
          include: ['test/{chaos,e2e}/**/*.e2e.spec.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
