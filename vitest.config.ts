import { defineConfig } from "vitest/config";

/** Folders whose tests start a Temporal server, workers, builds or the `wiretale` command: slow, one file at a time. */
const integration = ["workflows", "cli", "e2e", "dev-server", "scripts"].map(
  (folder) => `test/${folder}/*.test.ts`,
);

/** Hostile scripts and fuzzing: they need nothing but a minute or two of processor time. */
const hostile = ["test/hostile/*.test.ts", "test/fuzz/*.test.ts"];

/** Processes are killed and started again: by themselves, with servers of their own. */
const chaos = ["test/chaos/*.test.ts"];

/** Report pages in a real browser. */
const browser = ["test/browser/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [...integration, ...hostile, ...chaos, ...browser],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "chaos",
          include: chaos,
          pool: "forks",
          fileParallelism: false,
          // After all others: what they take of the machine would look like a process that died.
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "hostile",
          include: hostile,
          pool: "forks",
          // By themselves: each script has a bound of processor time, and two busy neighbours double what one takes.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "integration",
          include: integration,
          pool: "forks",
          fileParallelism: false,
          globalSetup: ["test/support/temporal-server.ts", "test/support/report-page.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: browser,
          pool: "forks",
          fileParallelism: false,
          globalSetup: ["test/support/report-page.ts"],
          testTimeout: 60_000,
          hookTimeout: 240_000,
          // By itself too: how long a page takes to open is measured.
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
