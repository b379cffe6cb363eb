import type { CloudState } from "../../local/cloud/state";
import { listAws } from "./aws";
import { listSnowflake } from "./snowflake";

/** The objects of one kind that exist in one of the local clouds. */
export interface Objects {
  readonly cloud: "snowflake" | "aws";
  readonly kind: string;
  readonly names: readonly string[];
}

/** Everything users or stacks made in both clouds; what each cloud is born with is left out. Empty kinds too. */
export async function listObjects(cloud: CloudState): Promise<Objects[]> {
  const [snowflake, aws] = await Promise.all([listSnowflake(cloud.snowflake), listAws(cloud.aws)]);
  return [...snowflake, ...aws].filter(({ names }) => names.length > 0);
}
