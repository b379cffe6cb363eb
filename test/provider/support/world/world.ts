import type { Scenario } from "../scenario";
import { AwsWorld } from "./aws";
import { KafkaWorld } from "./kafka";
import type { World } from "./process";
import { RunsWorld } from "./runs";
import type { SnowflakeWorld } from "./snowflake";

/** The clouds as a scenario finds them. */
export async function worldOf(scenario: Scenario, snowflake?: SnowflakeWorld): Promise<World> {
  const aws = new AwsWorld();
  aws.sagemaker.answers = scenario.answers ?? {};
  for (const [address, content] of Object.entries(scenario.objects ?? {}))
    aws.s3.objects.set(address.replace("s3://", ""), content);
  aws.connectors = scenario.connectors ?? {};
  aws.autoscaled = scenario.autoscaled ?? [];
  if (scenario.runs === true) return { aws, snowflake: new RunsWorld() };
  if (scenario.prepare === undefined)
    return {
      aws,
      snowflake: undefined,
      kafka: new KafkaWorld(new Map(Object.entries(scenario.files ?? {}))),
    };
  if (snowflake === undefined) throw new Error(`${scenario.token} needs a Snowflake`);
  await snowflake.prepare(scenario.prepare);
  return { aws, snowflake };
}

/** The same clouds once more, where all of them are in memory. */
export function copyOf({ aws, snowflake, kafka }: World): World | undefined {
  return snowflake === undefined ? { aws: aws.copy(), snowflake, kafka: kafka?.copy() } : undefined;
}
