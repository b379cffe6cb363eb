import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that kill and recover for minutes come first: last, they would keep one core waiting for the other. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => /crash/.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** One project per rung of the test ladder, and one for the faults; heavy rungs run one or two files at a time. */
const rung = (
  name: string,
  include: string[],
  atOnce?: number,
  timeout = 20_000,
  exclude: string[] = [],
) => ({
  test: {
    name,
    include,
    exclude: [...configDefaults.exclude, ...exclude],
    pool: "forks" as const,
    testTimeout: timeout,
    hookTimeout: Math.max(timeout, 60_000),
    ...(atOnce === 1 ? { fileParallelism: false } : {}),
    // What runs as many files at once is one group, after the others.
    ...(atOnce === undefined ? {} : { maxWorkers: atOnce, sequence: { groupOrder: atOnce - 1 } }),
    globalSetup: timeout > 60_000 ? ["test/support/setup.ts"] : [],
  },
});

/** Belongs to the rung `provider`, after its other tests: one file for each core of a small machine. */
const faults = rung("faults", ["test/provider/faults/**/*.test.ts"], 2, 60_000);

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      rung("unit", ["test/unit/**/*.test.ts"]),
      rung("component", ["test/component/**/*.test.ts"], undefined, 60_000),
      rung("provider", ["test/provider/**/*.test.ts"], 1, 60_000, ["test/provider/faults/**"]),
      faults,
      rung("package", ["test/package/**/*.test.ts"], 1, 60_000),
      // Their tests wait more than they work, each for processes of its own.
      rung("local", ["test/local/**/*.test.ts"], 2, 120_000),
      rung("engine", ["test/engine/**/*.test.ts"], 2, 300_000),
      rung("kafka", ["test/kafka/**/*.test.ts"], 2, 300_000),
      rung("upgrade", ["test/upgrade/**/*.test.ts"], 1, 300_000),
    ],
  },
});
