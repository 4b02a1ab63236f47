import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/setup.ts'],
    projects: [
      { extends: true, test: { name: 'pure', isolate: false, include: ['test/pure/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'database',
          isolate: false,
          include: ['test/{database,http}/**/*.test.ts'],
          globalSetup: ['test/support/postgres.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          isolate: false,
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/postgres.ts', 'test/support/web-page.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          isolate: false,
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/postgres.ts', 'test/support/chromium.ts', 'test/support/web-page.ts'],
          testTimeout: 120_000,
          // A machine that pauses for seconds is no fault of the page; whoever works on it sees every failure.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
