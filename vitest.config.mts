import { configDefaults, defineConfig } from "vitest/config";

/** One project per rung of the test ladder, and one for the faults; the heavy rungs run one file at a time. */
const rung = (name: string, include: string[], serial = false, timeout = 20_000, exclude: string[] = []) => ({
  test: {
    name,
    include,
    exclude: [...configDefaults.exclude, ...exclude],
    pool: "forks" as const,
    testTimeout: timeout,
    hookTimeout: Math.max(timeout, 60_000),
    ...(serial ? { fileParallelism: false } : {}),
    globalSetup: timeout > 60_000 ? ["test/support/setup.ts"] : [],
  },
});

/** Belongs to the rung `provider`, after its other tests: one file for each core of a small machine. */
const faults = {
  test: {
    ...rung("faults", ["test/provider/faults/**/*.test.ts"], false, 60_000).test,
    maxWorkers: 2,
    sequence: { groupOrder: 1 },
  },
};

/** Its tests wait more than they work, each for processes of its own. */
const kafka = {
  test: { ...rung("kafka", ["test/kafka/**/*.test.ts"], false, 300_000).test, maxWorkers: 2 },
};

export default defineConfig({
  test: {
    projects: [
      rung("unit", ["test/unit/**/*.test.ts"]),
      rung("component", ["test/component/**/*.test.ts"], false, 60_000),
      rung("provider", ["test/provider/**/*.test.ts"], true, 60_000, ["test/provider/faults/**"]),
      faults,
      rung("package", ["test/package/**/*.test.ts"], true, 60_000),
      rung("local", ["test/local/**/*.test.ts"], true, 120_000),
      rung("engine", ["test/engine/**/*.test.ts"], true, 300_000),
      kafka,
      rung("upgrade", ["test/upgrade/**/*.test.ts"], true, 300_000),
    ],
  },
});
