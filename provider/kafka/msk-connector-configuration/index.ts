import {
  type Bag,
  type Call,
  number,
  type Problem,
  type ResourceType,
  sleep,
  type State,
  textMap,
  textOf,
} from "../../framework";
import { isLocal } from "../../aws/clients";
import { differingKeys } from "../connector/settings";
import { describe, lastOperation, settingsOf, type LiveConnector } from "./live";
import { inputs, outputs } from "./table";

/** Every look counts against a rate of few calls a second, and a description may lag behind the change it describes. */
const pace = { look: 10_000, agree: 60_000 };
/** Of a cloud on this machine, which neither limits nor lags. */
const localPace = { look: 200, agree: 1000 };
const moving = ["CREATING", "UPDATING", "RESTARTING", "RESUMING"];

/** `floe:kafka:MskConnectorConfiguration`. Its id is the connector's ARN. */
export const mskConnectorConfiguration: ResourceType = {
  token: "floe:kafka:MskConnectorConfiguration",
  description:
    "Proof that a connector of MSK Connect runs with the configuration it was given: MSK Connect may take an update, roll it back and report success. Waits until the connector runs, reads its configuration back, and fails with the keys that differ. Makes and deletes nothing.",
  costs: "None: reads only.",
  permissions: {
    aws: [
      { action: "kafkaconnect:DescribeConnector", when: "always" },
      { action: "kafkaconnect:ListConnectorOperations", when: "a failure, to tell why" },
      { action: "kafkaconnect:DescribeConnectorOperation", when: "a failure, to tell why" },
    ],
  },
  example: `import { kafka } from "floe/sdk";

const config = { "connector.class": "com.snowflake.kafka.connector.SnowflakeStreamingSinkConnector" };
const proof = new kafka.MskConnectorConfiguration("sink-in-force", {
  connectorArn: "arn:aws:kafkaconnect:us-east-1:123456789012:connector/sink/1",
  config,
});

export const version = proof.currentVersion;
`,
  importId: "the connector's ARN",
  inputs,
  outputs,
  check,
  create: (news, call) => proven(news, call),
  update: (_id, _olds, news, call) => proven(news, call),
  async read(id, state, call) {
    const live = await describe(id, call);
    if (live === undefined || live.state === "DELETING") return undefined;
    const held = state?.inputs ?? { timeoutSeconds: 3600 };
    return {
      id,
      inputs: { ...held, connectorArn: id, config: settingsOf(live, textMap(held.config)) },
      outputs: outputsOf(live),
    };
  },
  delete: () => Promise.resolve(),
};

function check(news: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const report = (property: string, reason: string) => problems.push({ property, reason });
  const arn = news.connectorArn;
  if (typeof arn === "string" && !/^arn:[\w-]+:kafkaconnect:[\w-]+:\d{12}:connector\/.+/.test(arn))
    report("connectorArn", "must be the ARN of a connector of MSK Connect. Fix: pass the connector's arn");
  const seconds = number(news.timeoutSeconds);
  if (seconds !== undefined && (seconds < 1 || seconds > 86_400))
    report("timeoutSeconds", "must be 1 to 86400. Fix: change it");
  const isKnown = news.config !== undefined && ![...unknown].some((path) => path.startsWith("config"));
  if (isKnown && Object.keys(textMap(news.config)).length === 0)
    report("config", "must not be empty. Fix: pass what was given to the connector");
  return problems;
}

function outputsOf({ state, version, name }: LiveConnector): Bag {
  return { state, currentVersion: version, name };
}

async function proven(news: Bag, call: Call): Promise<State> {
  const arn = textOf(news.connectorArn);
  const seconds = number(news.timeoutSeconds) ?? 3600;
  const { look, agree } = isLocal(call.config) ? localPace : pace;
  const end = Date.now() + seconds * 1000;
  let differsSince: number | undefined;
  for (;;) {
    const live = await describe(arn, call);
    if (live === undefined)
      throw new Error(`connectorArn: there is no connector ${arn}. Fix: correct it, or check the region`);
    const declared = textMap(news.config);
    const differing = live.state === "RUNNING" ? differingKeys(declared, settingsOf(live, declared)) : [];
    if (live.state === "RUNNING" && differing.length === 0)
      return { id: arn, inputs: news, outputs: outputsOf(live) };
    if (live.state === "RUNNING") {
      differsSince ??= Date.now();
      if (Date.now() - differsSince >= agree) throw new Error(await rolledBack(live, differing, call, arn));
    } else if (!moving.includes(live.state)) throw new Error(await fallen(live, call, arn));
    if (Date.now() > end)
      throw new Error(`connector ${live.name} is ${live.state}, not RUNNING, after ${seconds} s`);
    call.status(
      `connector ${live.name} is ${live.state}${differing.length > 0 ? `; ${differing.length} keys differ` : ""}`,
    );
    await sleep(look, call.signal);
  }
}

async function rolledBack(
  live: LiveConnector,
  keys: readonly string[],
  call: Call,
  arn: string,
): Promise<string> {
  const told = await lastOperation(arn, call);
  return `connector ${live.name} runs with another configuration than declared: ${keys.join(", ")} ${keys.length === 1 ? "differs" : "differ"}. MSK Connect takes an update and goes back to the last good one in silence when its workers do not start${told === "" ? "" : ` (last operation: ${told})`}. Fix: look at the connector's log for why, correct the values, deploy again`;
}

async function fallen(live: LiveConnector, call: Call, arn: string): Promise<string> {
  const told = live.words === "" ? await lastOperation(arn, call) : live.words;
  const fix = live.state === "PAUSED" ? "resume it" : "look at the connector's log, correct it, deploy again";
  return `connector ${live.name} is ${live.state}${told === "" ? "" : ` (${told})`}. Fix: ${fix}`;
}
