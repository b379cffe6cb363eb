import type { ProviderDefinition } from "../../../provider/framework/resource";
import { checkConfig, config } from "./config";
import { closeConnection } from "./connection";
import { getCurrentAccount, getCurrentRole, getSystemGetAwsSnsIamPolicy } from "./functions";
import { resources } from "./resources";

/** Answers for `@pulumi/snowflake` against the local Snowflake. */
export const definition: ProviderDefinition = {
  name: "snowflake",
  version: "1.3.0",
  config,
  resources,
  functions: [getCurrentAccount, getCurrentRole, getSystemGetAwsSnsIamPolicy],
  checkConfig,
  close: closeConnection,
  lacking: " in the local cloud; `floe local types` lists what there is",
};
