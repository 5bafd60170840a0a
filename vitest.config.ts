import { defineConfig } from 'vitest/config';

const serverTests = [
  'src/server/**/*.test.ts',
  'src/cli/**/*.test.ts',
  'demo/**/*.test.ts',
  'tests/server/**/*.test.ts',
  'tests/hostile/**/*.test.ts',
];

// Ends what hangs; tells nothing of speed. The slowest test takes some twenty seconds on a machine of its own.
const testTimeout = 180_000;

export default defineConfig({
  test: {
    allowOnly: false,
    // Left to itself vitest keeps one core free: on two cores that is half the machine.
    maxWorkers: '100%',
    // node_modules and dist are left out by these patterns already.
    projects: [
      {
        test: {
          name: 'domain',
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/disclosure/**/*.test.ts'],
          exclude: serverTests,
          // Modules are loaded once for all files of a worker: half the work. Nothing here keeps state or replaces modules.
          isolate: false,
          testTimeout,
        },
      },
      {
        test: {
          name: 'server',
          include: serverTests,
          // As above: loading the app anew for each file was half of the whole time. Each file has a database of its own.
          isolate: false,
          globalSetup: ['tests/support/cluster.ts'],
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
      {
        test: {
          name: 'house',
          include: ['tests/house/**/*.test.ts'],
          isolate: false,
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
    ],
  },
});
