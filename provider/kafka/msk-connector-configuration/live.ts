import {
  DescribeConnectorCommand,
  DescribeConnectorOperationCommand,
  ListConnectorOperationsCommand,
} from "@aws-sdk/client-kafkaconnect";
import { kafkaConnect } from "../../aws/clients";
import { errorMessage, errorName } from "../../aws/errors";
import type { Call } from "../../framework";
import type { Settings } from "../connect/api";
import { unmasked } from "../connector/settings";

export interface LiveConnector {
  readonly name: string;
  readonly state: string;
  readonly version: string;
  readonly config: Settings;
  /** Whether MSK Connect chooses the number of workers, and with it `tasks.max`. */
  readonly scales: boolean;
  /** What MSK Connect says of the state, as of a failure. */
  readonly words: string;
}

/** The connector as MSK Connect describes it, or undefined. */
export async function describe(connectorArn: string, call: Call): Promise<LiveConnector | undefined> {
  const client = await kafkaConnect(call.config);
  try {
    const answer = await client.send(new DescribeConnectorCommand({ connectorArn }), {
      abortSignal: call.signal,
    });
    const { code = "", message = "" } = answer.stateDescription ?? {};
    return {
      name: answer.connectorName ?? "",
      state: answer.connectorState ?? "",
      version: answer.currentVersion ?? "",
      config: answer.connectorConfiguration ?? {},
      scales: answer.capacity?.autoScaling !== undefined,
      words: [code, message].filter((each) => each !== "").join(": "),
    };
  } catch (error) {
    if (errorName(error) === "NotFoundException") return undefined;
    throw error;
  }
}

/** The settings in force as far as they are declared: what is masked, and what MSK Connect chooses, is as it was declared. */
export function settingsOf({ config, scales }: LiveConnector, declared: Settings): Settings {
  const tasks = declared["tasks.max"];
  return {
    ...unmasked(config, declared),
    ...(scales && tasks !== undefined && config["tasks.max"] !== undefined ? { "tasks.max": tasks } : {}),
  };
}

/** Why the last change of a connector did not stay, as far as MSK Connect and the caller's rights tell. */
export async function lastOperation(connectorArn: string, call: Call): Promise<string> {
  const client = await kafkaConnect(call.config);
  try {
    const listed = await client.send(new ListConnectorOperationsCommand({ connectorArn, maxResults: 1 }), {
      abortSignal: call.signal,
    });
    const [last] = listed.connectorOperations ?? [];
    if (last?.connectorOperationArn === undefined) return "";
    const { connectorOperationArn } = last;
    const answer = await client.send(new DescribeConnectorOperationCommand({ connectorOperationArn }), {
      abortSignal: call.signal,
    });
    const { code = "", message = "" } = answer.errorInfo ?? {};
    const words = [answer.connectorOperationType, answer.connectorOperationState, code, message];
    return words.filter((each) => each !== undefined && each !== "").join(" ");
  } catch (error) {
    if (call.signal.aborted) throw error;
    call.log("debug", `the connector's operations cannot be listed: ${errorMessage(error)}`);
    return "";
  }
}
