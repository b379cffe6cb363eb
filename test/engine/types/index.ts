import type { Failing, TypeCase } from "./case";
import { failingJobs, jobCases } from "./jobs";
import { failingKafka, kafkaCases } from "./kafka";
import { failingServing, servingCases } from "./serving";
import { codeCases, failingCode } from "./snowflake-code";
import { failingGraphs, graphCases } from "./snowflake-graphs";

/** Every type's life; later ones may use what earlier ones declare. */
export const cases: readonly TypeCase[] = [
  ...jobCases,
  ...servingCases,
  ...codeCases,
  ...graphCases,
  ...kafkaCases,
];

export const failing: readonly Failing[] = [
  ...failingJobs,
  ...failingServing,
  ...failingCode,
  ...failingGraphs,
  ...failingKafka,
];
