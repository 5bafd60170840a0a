import { defineConfig } from 'vitest/config';

const serverTests = [
  'src/server/**/*.test.ts',
  'src/cli/**/*.test.ts',
  'demo/**/*.test.ts',
  'tests/server/**/*.test.ts',
  'tests/hostile/**/*.test.ts',
];

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
          // A property is tried hundreds of times, on a machine that may be busy.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'server',
          include: serverTests,
          // As above: loading the app anew for each file was half of the whole time. Each file has a database of its own.
          isolate: false,
          globalSetup: ['tests/support/cluster.ts'],
          // A machine under load, with a database behind each test.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'house',
          include: ['tests/house/**/*.test.ts'],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
