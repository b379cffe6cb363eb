import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stateDir } from "../../local/paths";
import { CliError, exitCodes } from "../exit";
import { backendFolder } from "../stack/environment";
import { findProgram } from "../stack/program";

/** A connector as a stack recorded it. */
export interface DeployedConnector {
  readonly name: string;
  /** Undefined where the stack keeps it encrypted. */
  readonly config: Readonly<Record<string, string>> | undefined;
  /** Of the worker; undefined for one on MSK Connect, which has no REST API. */
  readonly url: string | undefined;
  readonly runsOn: "connect" | "mskConnect";
}

/** What a stack says about its Kafka. */
export interface Deployment {
  readonly connectors: readonly DeployedConnector[];
  readonly bootstrap: string | undefined;
}

interface Resource {
  readonly type?: unknown;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The recorded resources of a stack of the local cloud. */
export function localDeployment(program: string, stack: string): Deployment {
  const { project } = findProgram(program, stack);
  const file = join(backendFolder(stateDir()), ".pulumi", "stacks", project, `${stack}.json`);
  if (!existsSync(file))
    throw new CliError(
      `${project} has no stack ${stack} in ${stateDir()}: \`floe up ${program} --stack ${stack}\` makes it`,
      exitCodes.usage,
    );
  return readDeployment(readFileSync(file, "utf8"), file);
}

/** What `pulumi stack export` wrote. */
export function exportedDeployment(file: string): Deployment {
  if (!existsSync(file))
    throw new CliError(`no file ${file}: write it with \`pulumi stack export > ${file}\``, exitCodes.usage);
  return readDeployment(readFileSync(file, "utf8"), file);
}

export function readDeployment(text: string, file: string): Deployment {
  let resources: readonly Resource[] | undefined;
  try {
    const { deployment, checkpoint } = JSON.parse(text) as {
      deployment?: { resources?: readonly Resource[] };
      checkpoint?: { latest?: { resources?: readonly Resource[] } };
    };
    resources =
      deployment?.resources ??
      ((deployment ?? checkpoint) ? (checkpoint?.latest?.resources ?? []) : undefined);
  } catch {
    // Said below.
  }
  if (resources === undefined)
    throw new CliError(`${file} is no stack's state: write it with \`pulumi stack export\``, exitCodes.usage);
  return { connectors: resources.flatMap(connector), bootstrap: resources.flatMap(brokers)[0] };
}

function connector({ type, outputs = {} }: Resource): DeployedConnector[] {
  const name = text(outputs.name);
  if (name === undefined) return [];
  if (type === "floe:kafka:Connector")
    return [{ name, config: config(name, outputs.config), url: text(outputs.url), runsOn: "connect" }];
  if (type === "aws:mskconnect/connector:Connector")
    return [
      { name, config: config(name, outputs.connectorConfiguration), url: undefined, runsOn: "mskConnect" },
    ];
  return [];
}

function brokers({ type, outputs = {} }: Resource): string[] {
  if (type === "floe:kafka:Topic" && Array.isArray(outputs.bootstrapServers))
    return [outputs.bootstrapServers.filter((each) => typeof each === "string").join(",")];
  if (type === "aws:msk/cluster:Cluster" || type === "aws:msk/serverlessCluster:ServerlessCluster") {
    const names = ["bootstrapBrokersSaslIam", "bootstrapBrokersSaslScram", "bootstrapBrokersTls"];
    return names.map((name) => text(outputs[name])).filter((each) => each !== undefined);
  }
  return [];
}

/** A single secret value is kept encrypted and stands as an object: it is a placeholder's equal here. */
function config(name: string, given: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof given !== "object" || given === null || SECRET in given) return undefined;
  const entries = Object.entries(given).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === "string" ? value : "${floe-state:encrypted}",
  ]);
  return { name, ...(Object.fromEntries(entries) as Record<string, string>) };
}

/** Marks an encrypted value in the engine's state. */
const SECRET = "4dabf18193072939515e22adb298388d";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
