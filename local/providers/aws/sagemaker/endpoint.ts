import { setTimeout as sleep } from "node:timers/promises";
import type { DeploymentConfig } from "@aws-sdk/client-sagemaker";
import { block, fixed, integer, list, text } from "../../common/properties";
import { map, need, str } from "../../common/values";
import { sagemaker } from "../clients";
import { aws, tagList, tagMap, type AwsCall } from "../define";
import { orAbsent, unlessGone } from "../errors";
import { fromApi, toApi } from "../shape";
import { tagging } from "./tagging";

const changing = new Set(["Creating", "Updating", "SystemUpdating", "RollingBack"]);

/** Waits until the endpoint has settled; fails with the service's reason when it did not come into service. */
const untilInService = async (EndpointName: string, wanted: string, call: AwsCall): Promise<void> => {
  const client = await sagemaker(call);
  for (let pause = 200; ; pause = Math.min(pause * 1.5, 5_000)) {
    const seen = await client.describeEndpoint({ EndpointName }, { abortSignal: call.signal });
    const status = seen.EndpointStatus ?? "";
    if (!changing.has(status)) {
      const reason = seen.FailureReason ?? "no reason given";
      if (status !== "InService") throw new Error(`endpoint ${EndpointName} is ${status}: ${reason}`);
      if (seen.EndpointConfigName !== wanted) {
        throw new Error(
          `endpoint ${EndpointName} went back to ${seen.EndpointConfigName ?? "its old configuration"}: ${reason}`,
        );
      }
      return;
    }
    call.status(`endpoint ${EndpointName} is ${status}`);
    await sleep(pause, undefined, { signal: call.signal });
  }
};

const blueGreen = block("New instances, then all traffic moves.", {
  maximumExecutionTimeoutInSeconds: integer("Longest deployment."),
  terminationWaitInSeconds: integer("How long old instances stay.", { default: 0 }),
  trafficRoutingConfiguration: block("How traffic moves.", {
    type: text("How.", { required: true, allowed: ["ALL_AT_ONCE", "CANARY", "LINEAR"] }),
    waitIntervalInSeconds: integer("Seconds between steps.", { required: true }),
    canarySize: block("First step.", {
      type: text("Unit.", { required: true }),
      value: integer("Size.", { required: true }),
    }),
    linearStepSize: block("Each step.", {
      type: text("Unit.", { required: true }),
      value: integer("Size.", { required: true }),
    }),
  }),
});
const renames = { blueGreenUpdatePolicy: "BlueGreenUpdatePolicy" };

export const endpoint = aws({
  token: "aws:sagemaker/endpoint:Endpoint",
  description: "A SageMaker endpoint that answers in real time.",
  status: "simulated",
  inputs: {
    ...fixed({ name: text("Name of the endpoint.") }),
    endpointConfigName: text("Name of the configuration it serves.", { required: true }),
    deploymentConfig: block("How an update goes.", {
      blueGreenUpdatePolicy: blueGreen,
      autoRollbackConfiguration: block("When an update is taken back.", {
        alarms: list("Alarms.", { alarmName: text("Name.", { required: true }) }),
      }),
    }),
  },
  outputs: { arn: text("ARN.") },
  naming: { property: "name", longest: 63 },
  tagging,
  async create(inputs, call) {
    const EndpointName = need(inputs, "name");
    await (
      await sagemaker(call)
    ).createEndpoint(
      {
        EndpointName,
        EndpointConfigName: need(inputs, "endpointConfigName"),
        ...(inputs.deploymentConfig === undefined
          ? {}
          : { DeploymentConfig: toApi(inputs.deploymentConfig, renames) as DeploymentConfig }),
        Tags: tagList(map(inputs.tags)),
      },
      { abortSignal: call.signal },
    );
    return EndpointName;
  },
  settle: (id, inputs, call) => untilInService(id, need(inputs, "endpointConfigName"), call),
  async read(id, call) {
    const client = await sagemaker(call);
    const on = { abortSignal: call.signal };
    const seen = await orAbsent(client.describeEndpoint({ EndpointName: id }, on));
    if (seen === undefined || seen.EndpointStatus === "Deleting") return undefined;
    const { Tags } = await client.listTags({ ResourceArn: seen.EndpointArn }, on);
    return {
      name: id,
      arn: seen.EndpointArn,
      endpointConfigName: seen.EndpointConfigName,
      ...(seen.LastDeploymentConfig === undefined
        ? {}
        : { deploymentConfig: fromApi(seen.LastDeploymentConfig, renames) }),
      tags: tagMap(Tags),
    };
  },
  async update(EndpointName, { news }, call) {
    const EndpointConfigName = need(news, "endpointConfigName");
    await (
      await sagemaker(call)
    ).updateEndpoint(
      {
        EndpointName,
        EndpointConfigName,
        ...(news.deploymentConfig === undefined
          ? {}
          : { DeploymentConfig: toApi(news.deploymentConfig, renames) as DeploymentConfig }),
      },
      { abortSignal: call.signal },
    );
    await untilInService(EndpointName, EndpointConfigName, call);
    return undefined;
  },
  async delete(EndpointName, _state, call) {
    const client = await sagemaker(call);
    await unlessGone(client.deleteEndpoint({ EndpointName }));
    while (str((await orAbsent(client.describeEndpoint({ EndpointName })))?.EndpointStatus) !== undefined) {
      await sleep(300, undefined, { signal: call.signal });
    }
  },
});
