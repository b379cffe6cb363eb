import { sagemaker, stepFunctions } from "../../../aws/clients";
import { errorName, isMissing } from "../../../aws/errors";
import { type Finding, redeploy } from "../leg";
import type { Place } from "../place";
import type { Spec } from "../spec";
import { lookAtRules } from "./events";

/** Who scores: an endpoint in service with the wanted configuration, and the machine that asks it for its model. */
export async function lookAtScoring(place: Place, scoring: NonNullable<Spec["scoring"]>): Promise<Finding[]> {
  return [
    ...(scoring.endpointName === undefined
      ? []
      : await lookAtEndpoint(place, scoring.endpointName, scoring.endpointConfigName)),
    ...(scoring.stateMachineArn === undefined ? [] : await lookAtMachine(place, scoring.stateMachineArn)),
    ...(await lookAtRules(place, "scoring", scoring.rules)),
  ];
}

/** What still answers while it changes. */
const serving = new Set(["InService", "Updating", "SystemUpdating"]);

async function lookAtEndpoint(
  place: Place,
  EndpointName: string,
  wanted: string | undefined,
): Promise<Finding[]> {
  place.call.status(`scoring: endpoint ${EndpointName}`);
  const [client, sdk] = await Promise.all([
    sagemaker(place.call.config),
    import("@aws-sdk/client-sagemaker"),
  ]);
  try {
    const live = await client.send(new sdk.DescribeEndpointCommand({ EndpointName }), {
      abortSignal: place.call.signal,
    });
    const { EndpointStatus: status = "unknown", FailureReason: reason, EndpointConfigName: config } = live;
    if (!serving.has(status)) {
      const fact = `endpoint ${EndpointName} is ${status}${reason === undefined ? "" : `: ${reason}`}`;
      return [{ leg: "scoring", fact, fix: redeploy }];
    }
    if (wanted !== undefined && config !== wanted) {
      const fact = `endpoint ${EndpointName} serves configuration ${config ?? "unknown"}, not ${wanted}`;
      return [{ leg: "scoring", fact, fix: redeploy }];
    }
    return [];
  } catch (error) {
    if (!isMissing(error)) throw error;
    return [{ leg: "scoring", fact: `endpoint ${EndpointName} is gone`, fix: redeploy }];
  }
}

async function lookAtMachine(place: Place, stateMachineArn: string): Promise<Finding[]> {
  place.call.status(`scoring: state machine ${stateMachineArn}`);
  const [client, sdk] = await Promise.all([stepFunctions(place.call.config), import("@aws-sdk/client-sfn")]);
  try {
    const live = await client.send(new sdk.DescribeStateMachineCommand({ stateMachineArn }), {
      abortSignal: place.call.signal,
    });
    if (live.status === "ACTIVE" || live.status === undefined) return [];
    const fact = `state machine ${stateMachineArn} is ${live.status}`;
    return [{ leg: "scoring", fact, fix: redeploy }];
  } catch (error) {
    if (!isMissing(error) && errorName(error) !== "StateMachineDoesNotExist") throw error;
    return [{ leg: "scoring", fact: `state machine ${stateMachineArn} is gone`, fix: redeploy }];
  }
}
