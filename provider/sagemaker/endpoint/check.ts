import {
  checkArn,
  checkDeployable,
  checkDeploymentConfig,
  checkInteger,
  checkName,
  type DeployedContent,
  type PartialDeployment,
  Problems,
} from "../../../blueprints";
import { type Bag, bag, isOpen, list, number, reported, text, textMap } from "../../framework";
import { prefixLength } from "./content";
import { checkModels } from "./check-models";
import { checkVariants } from "./check-variants";
import { checkS3, checkVpc, type Unknown } from "./rules";

/** Inputs that say what is served, and so go with `variants` only. */
const contentInputs = [
  "models",
  "shadowVariants",
  "dataCapture",
  "kmsKeyId",
  "asyncInference",
  "explainer",
  "executionRoleArn",
  "vpc",
  "networkIsolation",
  "metrics",
  "namePrefix",
];

/** Rules beyond the table. What is not known yet is for SageMaker to judge. */
export function check(news: Bag, unknown: Unknown) {
  const problems = new Problems();
  checkName(problems, "name", text(news.name), "endpoint");
  checkName(problems, "endpointConfigName", text(news.endpointConfigName), "endpointConfig");
  checkModes(problems, news, unknown);
  const variants = checkVariants(problems, news, unknown);
  checkModels(problems, news, unknown);
  checkSettings(problems, news);
  checkUpdates(problems, news, variants);
  return reported(problems);
}

/** Either a configuration made elsewhere, or everything to make one. */
function checkModes(problems: Problems, news: Bag, unknown: Unknown): void {
  const has = (key: string) => news[key] !== undefined || isOpen(unknown, key);
  const given = has("endpointConfigName");
  if (given === has("variants")) {
    problems.add(
      given ? "variants" : "endpointConfigName",
      given ? "excludes endpointConfigName" : "or variants is required",
      "give the name of a configuration made elsewhere, or the variants to serve",
    );
    return;
  }
  if (!given) return;
  for (const key of contentInputs) {
    if (has(key))
      problems.add(
        key,
        "belongs to the configuration endpointConfigName names",
        "set it there, or give variants",
      );
  }
  if (number(news.retainPrevious) !== undefined && news.retainPrevious !== 0)
    problems.add(
      "retainPrevious",
      "keeps configurations made here, and endpointConfigName names one made elsewhere",
      "leave it out, or give variants",
    );
}

function checkSettings(problems: Problems, news: Bag): void {
  const prefix = text(news.namePrefix);
  checkName(problems, "namePrefix", prefix, "endpointConfig");
  if (prefix !== undefined && prefix.length > prefixLength)
    problems.add(
      "namePrefix",
      `"${prefix}" has ${prefix.length} characters, and ${prefixLength} leave room for the hash`,
      "shorten it",
    );
  checkInteger(problems, "retainPrevious", news.retainPrevious, { min: 0, max: 20, unit: "configurations" });
  checkArn(problems, "executionRoleArn", text(news.executionRoleArn), "role");
  checkVpc(problems.at("vpc"), news.vpc);
  const capture = bag(news.dataCapture);
  checkInteger(problems, "dataCapture.percentage", capture.percentage, { min: 0, max: 100, unit: "percent" });
  checkS3(problems, "dataCapture.s3Uri", text(capture.s3Uri));
  const output = bag(bag(news.asyncInference).output);
  for (const key of ["s3Path", "s3FailurePath"])
    checkS3(problems, `asyncInference.output.${key}`, text(output[key]));
  const notification = bag(output.notification);
  for (const key of ["successTopic", "errorTopic"])
    checkArn(problems, `asyncInference.output.notification.${key}`, text(notification[key]), "topic");
  const client = bag(bag(news.asyncInference).client);
  checkInteger(problems, "asyncInference.client.maxConcurrentPerInstance", client.maxConcurrentPerInstance, {
    min: 1,
    max: 1000,
    unit: "requests",
  });
  checkTags(problems, textMap(news.tags));
}

function checkTags(problems: Problems, tags: Readonly<Record<string, string>>): void {
  const keys = Object.keys(tags);
  // SageMaker takes 50; two say whose the objects made here are.
  problems.require(keys.length <= 48, "tags", `has ${keys.length} tags, at most 48 fit`, "remove some");
  const taken = keys.find((key) => /^(aws|floe):/i.test(key));
  problems.require(
    taken === undefined,
    "tags",
    `"${taken ?? ""}" begins with what is kept for the service and for Floe`,
    "choose another key",
  );
}

function checkUpdates(problems: Problems, news: Bag, variants: DeployedContent | undefined): void {
  // The table has checked the form, so a member is absent or of its type.
  const config = news.deploymentConfig as PartialDeployment | undefined;
  checkDeploymentConfig(problems.at("deploymentConfig"), config);
  if (config !== undefined && variants !== undefined)
    checkDeployable(problems.at("deploymentConfig"), config, variants);
  if (list(news.resetVariantProperties).length > 0 && news.retainVariantProperties !== true)
    problems.add(
      "resetVariantProperties",
      "takes effect with retainVariantProperties only",
      "set retainVariantProperties, or leave it out: everything is taken from the configuration then",
    );
}
