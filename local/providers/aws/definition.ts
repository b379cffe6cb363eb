import type { ProviderDefinition } from "../../../provider/framework/resource";
import { closeClients } from "./clients";
import { checkConfig, config } from "./config";
import { getCallerIdentity, getPartition, getRegion } from "./functions/identity";
import { getObject } from "./functions/object";
import { resources } from "./resources";

/** Answers for `@pulumi/aws` against the local AWS. */
export const definition: ProviderDefinition = {
  name: "aws",
  version: "7.48.0",
  config,
  resources,
  functions: [getCallerIdentity, getRegion, getPartition, getObject],
  checkConfig,
  close: closeClients,
  lacking: " in the local cloud; `floe local types` lists what there is",
};
