import type { Bag } from "../../../../provider/framework/resource";
import { document, fixed, flag, text } from "../../common/properties";
import { map, need, str } from "../../common/values";
import { events } from "../clients";
import { aws, tagList, tagMap, type AwsCall } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const place = (id: string): { Name: string; EventBusName: string } => {
  const cut = id.lastIndexOf("/");
  return cut < 0
    ? { Name: id, EventBusName: "default" }
    : { Name: id.slice(cut + 1), EventBusName: id.slice(0, cut) };
};
const idOf = (Name: string, bus: string): string => (bus === "default" ? Name : `${bus}/${Name}`);

const stateOf = (inputs: Bag): "ENABLED" => {
  const wanted = str(inputs.state) ?? (inputs.isEnabled === false ? "DISABLED" : "ENABLED");
  return wanted as "ENABLED";
};

const put = async (inputs: Bag, call: AwsCall): Promise<string> => {
  const bus = str(inputs.eventBusName) ?? "default";
  const Name = need(inputs, "name");
  const client = await events(call);
  await afterPropagation(call.signal, () =>
    client.putRule(
      {
        Name,
        EventBusName: bus,
        Description: str(inputs.description),
        EventPattern: str(inputs.eventPattern),
        ScheduleExpression: str(inputs.scheduleExpression),
        RoleArn: str(inputs.roleArn),
        State: stateOf(inputs),
      },
      { abortSignal: call.signal },
    ),
  );
  return idOf(Name, bus);
};

export const eventRule = aws({
  token: "aws:cloudwatch/eventRule:EventRule",
  description: "An EventBridge rule.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name of the rule."),
      namePrefix: text("Beginning of the automatic name."),
      eventBusName: text("Bus that the rule listens to.", { default: "default" }),
    }),
    description: text("What the rule is for."),
    eventPattern: document("Pattern of the events (JSON)."),
    scheduleExpression: text("Schedule: rate(...) or cron(...)."),
    roleArn: text("Role that the targets are called with."),
    isEnabled: flag("Whether the rule is on (deprecated: use `state`)."),
    state: text("State of the rule.", {
      computed: true,
      allowed: ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"],
    }),
    forceDestroy: flag("Whether a managed rule may be deleted.", { default: false }),
  },
  outputs: { arn: text("ARN.") },
  naming: { property: "name", prefix: "namePrefix", longest: 64 },
  check(inputs, unknown) {
    const problems = documentProblems(inputs, "eventPattern");
    const given = ["eventPattern", "scheduleExpression"].some(
      (name) => inputs[name] !== undefined || unknown.has(name),
    );
    if (given) return problems;
    return [
      ...problems,
      { property: "eventPattern", reason: "is required when scheduleExpression is not given" },
    ];
  },
  tagging: {
    set: async (_id, tags, call, outputs) =>
      (await events(call)).tagResource({ ResourceARN: need(outputs, "arn"), Tags: tagList(tags) }),
    remove: async (_id, TagKeys, call, outputs) =>
      (await events(call)).untagResource({ ResourceARN: need(outputs, "arn"), TagKeys }),
  },
  create: put,
  async settle(id, inputs, call) {
    const tags = tagList(map(inputs.tags));
    if (tags.length === 0) return;
    const client = await events(call);
    const { Arn } = await client.describeRule(place(id));
    await client.tagResource({ ResourceARN: Arn, Tags: tags });
  },
  async read(id, call) {
    const client = await events(call);
    const on = { abortSignal: call.signal };
    const seen = await orAbsent(client.describeRule(place(id), on));
    if (seen?.Arn === undefined) return undefined;
    const { Tags } = await client.listTagsForResource({ ResourceARN: seen.Arn }, on);
    return {
      name: seen.Name,
      eventBusName: seen.EventBusName ?? "default",
      arn: seen.Arn,
      description: seen.Description,
      eventPattern: seen.EventPattern,
      scheduleExpression: seen.ScheduleExpression,
      roleArn: seen.RoleArn,
      state: seen.State,
      tags: tagMap(Tags),
    };
  },
  async update(_id, { news }, call) {
    await put(news, call);
    return undefined;
  },
  async delete(id, state, call) {
    const Force = state.inputs.forceDestroy === true;
    await unlessGone((await events(call)).deleteRule({ ...place(id), Force }));
  },
});
