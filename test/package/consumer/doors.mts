// What a program finds behind each door of the installed packages, as an ES module.
import * as constructs from "@floe/constructs";
import type { Stack } from "aws-cdk-lib";
import { Endpoint, InvalidArguments, Loop, type LoopArgs } from "floe";
import * as blueprints from "floe/blueprints";
import * as floe from "floe/sdk";

export const loop = (args: LoopArgs): Loop => new Loop("flights", args);

export function models(endpoint: Endpoint): floe.sagemaker.PromotedModels {
  // @ts-expect-error: there is no such input
  new floe.sagemaker.PromotedModels("misspelt", { namePrefix: "flights", endpoint: "flights" });
  return new floe.sagemaker.PromotedModels("models", {
    namePrefix: "flights",
    endpointName: endpoint.endpointName,
  });
}

export const exchange = (stack: Stack): constructs.IStorageExchange =>
  new constructs.StorageExchange(stack, "Exchange", {
    namePrefix: "flights-dev",
    integration: "FLIGHTS",
    snowflakeIamUserArn: "arn:aws:iam::999999999999:user/abc1-s-xyz",
    externalId: "flights-dev-1",
    stages: {},
  });

const classes = [Loop, Endpoint, floe.Provider, floe.loop.Check, constructs.StorageExchange];
console.log(
  JSON.stringify({
    classes: classes.map(({ name }) => name),
    oneError: InvalidArguments === blueprints.InvalidArguments,
  }),
);
