import { defineConfig } from 'vitest/config';

/** A machine may be busy: what is waited for has time, and what never comes fails all the same. */
const patient = { poll: { timeout: 20_000 } };

/**
 * One process and its modules for all files: to start one for each, and to load the same into it, took longer than most of them run. So a spec leaves
 * as it found them environment variables, timers and what a module remembers.
 */
const shared = { isolate: false };

/** graphql-js must be one module for Nest and for us; vitest would otherwise load its two entries side by side. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** Suffix says cost: `unit` needs nothing, `int` and `e2e` use the one shared stack (real PostgreSQL, real Temporal). */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['{src,workflows,activities,test}/**/*.unit.spec.ts'],
          testTimeout: 60_000,
          ...shared,
          expect: patient,
        },
      },
      {
        resolve,
        test: {
          name: 'stack',
          include: ['{src,workflows,activities,test}/**/*.{int,e2e}.spec.ts'],
          exclude: ['test/chaos/**', 'test/e2e/**'],
          globalSetup: ['test/support/stack.setup.ts'],
          ...shared,
          testTimeout: 120_000,
          expect: patient,
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
          expect: patient,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
