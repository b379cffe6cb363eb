import { setTimeout as sleep } from "node:timers/promises";
import type { LoggingConfiguration, LogLevel } from "@aws-sdk/client-sfn";
import type { Value } from "../../../../provider/framework/resource";
import { block, document, fixed, flag, text } from "../../common/properties";
import { bag, bool, map, need, str } from "../../common/values";
import { sfn } from "../clients";
import { aws } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const lowerTags = (tags: Record<string, string>) =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

const loggingOf = (value: Value): LoggingConfiguration => {
  const given = bag(value);
  const logGroupArn = str(given.logDestination);
  return {
    level: (str(given.level) ?? "OFF") as LogLevel,
    includeExecutionData: bool(given.includeExecutionData) ?? false,
    ...(logGroupArn === undefined ? {} : { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }),
  };
};

export const stateMachine = aws({
  token: "aws:sfn/stateMachine:StateMachine",
  description: "A Step Functions state machine.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name of the state machine."),
      namePrefix: text("Beginning of the automatic name."),
      type: text("STANDARD or EXPRESS.", { default: "STANDARD", allowed: ["STANDARD", "EXPRESS"] }),
    }),
    definition: document("Amazon States Language (JSON text).", { required: true }),
    roleArn: text("ARN of the role that executions have.", { required: true }),
    publish: flag("Whether each change makes a version.", { default: false }),
    loggingConfiguration: block(
      "What of executions is logged.",
      {
        includeExecutionData: flag("Whether inputs and outputs are logged."),
        level: text("Level.", { allowed: ["ALL", "ERROR", "FATAL", "OFF"] }),
        logDestination: text("ARN of the log group, ending in :*."),
      },
      { computed: true },
    ),
    tracingConfiguration: block(
      "Tracing with X-Ray.",
      { enabled: flag("Whether traces are sent.") },
      { computed: true },
    ),
  },
  unsupported: ["encryptionConfiguration"],
  outputs: {
    arn: text("ARN."),
    creationDate: text("When it was made."),
    description: text("Description."),
    revisionId: text("Revision.", { volatile: true }),
    stateMachineVersionArn: text("Version, when published.", { volatile: true }),
    status: text("Status."),
    versionDescription: text("Description of the version."),
  },
  naming: { property: "name", prefix: "namePrefix", longest: 80 },
  check: (inputs) => documentProblems(inputs, "definition"),
  same: (property, old, value) =>
    property === "loggingConfiguration" &&
    old !== undefined &&
    value !== undefined &&
    JSON.stringify(loggingOf(old)) === JSON.stringify(loggingOf(value)),
  tagging: {
    set: async (resourceArn, tags, call) =>
      (await sfn(call)).tagResource({ resourceArn, tags: lowerTags(tags) }),
    remove: async (resourceArn, tagKeys, call) => (await sfn(call)).untagResource({ resourceArn, tagKeys }),
  },
  async create(inputs, call) {
    const client = await sfn(call);
    const made = await afterPropagation(call.signal, () =>
      client.createStateMachine(
        {
          name: need(inputs, "name"),
          definition: need(inputs, "definition"),
          roleArn: need(inputs, "roleArn"),
          type: str(inputs.type) as "STANDARD",
          publish: inputs.publish === true,
          ...(inputs.loggingConfiguration === undefined
            ? {}
            : { loggingConfiguration: loggingOf(inputs.loggingConfiguration) }),
          ...(inputs.tracingConfiguration === undefined
            ? {}
            : { tracingConfiguration: { enabled: bool(bag(inputs.tracingConfiguration).enabled) } }),
          tags: lowerTags(map(inputs.tags)),
        },
        { abortSignal: call.signal },
      ),
    );
    if (made.stateMachineArn === undefined)
      throw new Error("Step Functions made a state machine without an ARN");
    return made.stateMachineArn;
  },
  async read(stateMachineArn, call) {
    const client = await sfn(call);
    const on = { abortSignal: call.signal };
    const seen = await orAbsent(client.describeStateMachine({ stateMachineArn }, on));
    if (seen === undefined || seen.status === "DELETING") return undefined;
    const { tags } = await client.listTagsForResource({ resourceArn: stateMachineArn }, on);
    const logging = seen.loggingConfiguration;
    return {
      name: seen.name,
      arn: stateMachineArn,
      type: seen.type ?? "STANDARD",
      definition: seen.definition,
      roleArn: seen.roleArn,
      description: seen.description,
      revisionId: seen.revisionId,
      status: seen.status,
      creationDate: seen.creationDate?.toISOString(),
      loggingConfiguration:
        logging === undefined
          ? undefined
          : {
              level: logging.level,
              includeExecutionData: logging.includeExecutionData,
              logDestination: logging.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn,
            },
      tracingConfiguration: { enabled: seen.tracingConfiguration?.enabled ?? false },
      tags: Object.fromEntries((tags ?? []).map(({ key, value }) => [key ?? "", value ?? ""])),
    };
  },
  async update(stateMachineArn, { news }, call) {
    const client = await sfn(call);
    await afterPropagation(call.signal, () =>
      client.updateStateMachine(
        {
          stateMachineArn,
          definition: need(news, "definition"),
          roleArn: need(news, "roleArn"),
          publish: news.publish === true,
          ...(news.loggingConfiguration === undefined
            ? {}
            : { loggingConfiguration: loggingOf(news.loggingConfiguration) }),
          ...(news.tracingConfiguration === undefined
            ? {}
            : { tracingConfiguration: { enabled: bool(bag(news.tracingConfiguration).enabled) } }),
        },
        { abortSignal: call.signal },
      ),
    );
    return undefined;
  },
  async delete(stateMachineArn, _state, call) {
    const client = await sfn(call);
    await unlessGone(client.deleteStateMachine({ stateMachineArn }));
    // Running executions hold it: the name is free only when it is really gone.
    for (let waited = 0; waited < 300_000; waited += 500) {
      if ((await orAbsent(client.describeStateMachine({ stateMachineArn }))) === undefined) return;
      await sleep(500, undefined, { signal: call.signal });
    }
    throw new Error(
      `${stateMachineArn} is still being deleted after 5 minutes: stop its executions and try again`,
    );
  },
});
