import type { DeployedConnector } from "../deployment";

/** A connector that MSK Connect runs: it has no REST API, AWS tells its state. */
export interface MskState {
  readonly state: string;
  readonly description: string;
}

/** States of connectors by name, from the account and region the environment names. */
export async function mskStates(
  connectors: readonly DeployedConnector[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, MskState>> {
  const names = connectors.filter(({ runsOn }) => runsOn === "mskConnect").map(({ name }) => name);
  const found = new Map<string, MskState>();
  if (names.length === 0) return found;
  const { KafkaConnectClient, ListConnectorsCommand, DescribeConnectorCommand } =
    await import("@aws-sdk/client-kafkaconnect");
  const client = new KafkaConnectClient({});
  try {
    for (const name of names) {
      const { connectors: listed = [] } = await client.send(
        new ListConnectorsCommand({ connectorNamePrefix: name }),
        { abortSignal: signal },
      );
      const arn = listed.find(({ connectorName }) => connectorName === name)?.connectorArn;
      if (arn === undefined) {
        found.set(name, { state: "MISSING", description: "" });
        continue;
      }
      const { connectorState = "UNKNOWN", stateDescription } = await client.send(
        new DescribeConnectorCommand({ connectorArn: arn }),
        { abortSignal: signal },
      );
      found.set(name, { state: connectorState, description: stateDescription?.message ?? "" });
    }
  } finally {
    client.destroy();
  }
  return found;
}
