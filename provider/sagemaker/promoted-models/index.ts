import { Problems } from "../../../blueprints/checks";
import { checkName } from "../../../blueprints/names";
import { type Bag, type Call, reported, type ResourceType, text, textOf } from "../../framework";
import { Endpoints } from "../endpoint/endpoints";
import { Jobs } from "../jobs/jobs";
import { waitFor } from "../jobs/wait";
import { trainingKind } from "../training-job/kind";
import { docs } from "./docs";
import { PromotedObjects } from "./promoted";

/** A shorter prefix could be the beginning of somebody else's names by chance. */
const shortestPrefix = 3;

/**
 * `floe:sagemaker:PromotedModels`. Makes nothing itself: it owns what a retraining state machine makes while no
 * deployment runs, so that deleting the stack deletes that, too. Deleted after the endpoint, which depends on it.
 */
export const promotedModels: ResourceType = {
  token: "floe:sagemaker:PromotedModels",
  description:
    "Owns the models, endpoint configurations and training jobs that a retraining state machine makes at run time.",
  ...docs,
  inputs: {
    namePrefix: {
      type: "string",
      description:
        "Begin of the names the state machine gives, without the hyphen after it; also the value of the tag `floe:retraining` on all it makes. Only what has both is ever deleted.",
      required: true,
      change: "replace",
    },
    endpointName: {
      type: "string",
      description: "Endpoint the models are promoted to. What it serves is never deleted.",
      required: true,
      change: "replace",
    },
    trainingJobs: {
      type: "string",
      description:
        "What deleting the resource does to training jobs the state machine started: `retain` them, `stop` running ones, or `delete` them, too. Artifacts in S3 are never touched.",
      default: "retain",
      allowed: ["retain", "stop", "delete"],
    },
  },
  outputs: {},
  check,
  create: (inputs) => Promise.resolve({ id: idOf(inputs), inputs, outputs: {} }),
  update: (id, _olds, news) => Promise.resolve({ id, inputs: news, outputs: {} }),
  async read(id, state, call) {
    const [endpointName, namePrefix] = id.split("/");
    if (endpointName === undefined || namePrefix === undefined || namePrefix === "")
      throw new Error(`import it by <endpoint name>/<name prefix>, not by "${id}"`);
    const inputs = { ...state?.inputs, endpointName, namePrefix };
    const objects = await PromotedObjects.open(call, namePrefix);
    // In the log only: a promotion is no drift, and an output that changed would be one.
    for (const [kind, names] of [
      ["models", await objects.models()],
      ["endpoint configurations", await objects.endpointConfigs()],
      ["training jobs", await objects.trainingJobs()],
    ] as const) {
      const listed = names.map(({ name }) => name).join(", ");
      if (names.length > 0) call.log("info", `${kind} made at run time: ${listed}`);
    }
    return { id, inputs, outputs: {} };
  },
  async delete({ inputs }, call) {
    const prefix = textOf(inputs.namePrefix);
    const objects = await PromotedObjects.open(call, prefix);
    const jobs = text(inputs.trainingJobs) ?? "retain";
    if (jobs !== "retain") await endJobs(objects, jobs === "delete", call);
    const configs = await objects.endpointConfigs();
    await requireUnused(
      textOf(inputs.endpointName),
      configs.map(({ name }) => name),
      call,
    );
    for (const { name } of configs) {
      call.status(`deleting endpoint configuration ${name}`);
      await objects.deleteEndpointConfig(name);
    }
    for (const { name } of await objects.models()) {
      call.status(`deleting model ${name}`);
      await objects.deleteModel(name);
    }
  },
};

function idOf(inputs: Bag): string {
  return `${textOf(inputs.endpointName)}/${textOf(inputs.namePrefix)}`;
}

function check(inputs: Bag) {
  const problems = new Problems();
  const prefix = text(inputs.namePrefix);
  if (prefix !== undefined && prefix.length < shortestPrefix) {
    problems.add(
      "namePrefix",
      `"${prefix}" is shorter than ${shortestPrefix} characters and could be the beginning of others' names`,
      "use the prefix of the state machine's names, such as shop-prod-flights",
    );
  } else checkName(problems, "namePrefix", prefix, "model");
  checkName(problems, "endpointName", text(inputs.endpointName), "endpoint");
  return reported(problems);
}

/** SageMaker itself lets go of a configuration that serves, and the endpoint then can never be updated again. */
async function requireUnused(endpointName: string, names: readonly string[], call: Call): Promise<void> {
  if (names.length === 0) return;
  const live = await (await Endpoints.open(call)).settled(endpointName);
  const served = live?.EndpointConfigName;
  if (served === undefined || !names.includes(served)) return;
  throw new Error(
    `endpoint ${endpointName} still serves ${served}, which was promoted at run time: delete the endpoint, or move it to another configuration, then run again`,
  );
}

async function endJobs(objects: PromotedObjects, remove: boolean, call: Call): Promise<void> {
  const jobs = await Jobs.open(trainingKind, call);
  for (const { name } of await objects.trainingJobs()) {
    const status = (await jobs.describe(name))?.view.status;
    if (status === "InProgress") {
      call.status(`stopping training job ${name}`);
      await jobs.stop(name);
    }
    if (!remove || status === undefined) continue;
    if (status === "InProgress" || status === "Stopping") await waitFor(jobs, name, "completion");
    call.status(`deleting training job ${name}`);
    await jobs.delete(name);
  }
}
