import * as pulumi from "@pulumi/pulumi";
import { Loop } from "../components";
import { readSettings } from "./settings";

const settings = readSettings(pulumi.getStack(), {
  region: new pulumi.Config("aws").get("region"),
  allowedAccountIds: new pulumi.Config("aws").getObject<string[]>("allowedAccountIds") ?? [],
  previewFeatures: new pulumi.Config("snowflake").getObject<string[]>("previewFeaturesEnabled") ?? [],
  loop: new pulumi.Config().getObject("loop"),
});

const loop = new Loop(settings.name, settings.loop, { protect: settings.protect });

export const bucket = loop.bucketName;
export const endpoint = loop.endpointName;
export const metrics = loop.metrics;
export const predictions = loop.predictionsTable;
export const scored = loop.scoredView;
