import type { CreateScheduleCommandInput, FlexibleTimeWindow, Target } from "@aws-sdk/client-scheduler";
import type { Bag } from "../../../../provider/framework/resource";
import { block, document, fixed, integer, text } from "../../common/properties";
import { sameDocument, sameValue } from "../../common/same";
import { bag, need, str } from "../../common/values";
import { scheduler } from "../clients";
import { aws } from "../define";
import { afterPropagation, orAbsent, unlessGone } from "../errors";
import { fromApi, toApi } from "../shape";

const place = (id: string): { GroupName: string; Name: string } => {
  const [GroupName = "", Name = ""] = id.split("/");
  if (Name === "") throw new Error(`${id}: the id of a schedule is <group>/<name>`);
  return { GroupName, Name };
};
const renames = {
  sqsParameters: "SqsParameters",
  sagemakerPipelineParameters: "SageMakerPipelineParameters",
};

const targetOf = (inputs: Bag): Target => {
  const target = bag(inputs.target);
  const api = toApi({ ...target, input: undefined }, renames) as Target;
  return {
    ...api,
    ...(target.input === undefined ? {} : { Input: str(target.input) ?? JSON.stringify(target.input) }),
  };
};
const request = (id: string, inputs: Bag): CreateScheduleCommandInput => ({
  ...place(id),
  ScheduleExpression: need(inputs, "scheduleExpression"),
  ScheduleExpressionTimezone: str(inputs.scheduleExpressionTimezone),
  State: str(inputs.state) as "ENABLED",
  Description: str(inputs.description),
  StartDate: str(inputs.startDate) === undefined ? undefined : new Date(need(inputs, "startDate")),
  EndDate: str(inputs.endDate) === undefined ? undefined : new Date(need(inputs, "endDate")),
  KmsKeyArn: str(inputs.kmsKeyArn),
  ActionAfterCompletion: str(inputs.actionAfterCompletion) as "NONE" | undefined,
  FlexibleTimeWindow: toApi(inputs.flexibleTimeWindow) as FlexibleTimeWindow,
  Target: targetOf(inputs),
});

export const schedule = aws({
  token: "aws:scheduler/schedule:Schedule",
  description: "An EventBridge schedule.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name of the schedule."),
      namePrefix: text("Beginning of the automatic name."),
      groupName: text("Group of the schedule.", { default: "default" }),
    }),
    scheduleExpression: text("When: at(...), rate(...) or cron(...).", { required: true }),
    scheduleExpressionTimezone: text("Time zone of the expression.", { default: "UTC" }),
    state: text("Whether the schedule is on.", { default: "ENABLED", allowed: ["ENABLED", "DISABLED"] }),
    description: text("What the schedule is for."),
    startDate: text("Not before (UTC)."),
    endDate: text("Not after (UTC)."),
    kmsKeyArn: text("ARN of the key that encrypts."),
    actionAfterCompletion: text("What follows the last call.", {
      computed: true,
      allowed: ["NONE", "DELETE"],
    }),
    flexibleTimeWindow: block(
      "How late a call may be.",
      {
        mode: text("OFF or FLEXIBLE.", { required: true, allowed: ["OFF", "FLEXIBLE"] }),
        maximumWindowInMinutes: integer("Longest delay."),
      },
      { required: true },
    ),
    target: block(
      "What is called.",
      {
        arn: text("ARN of what is called.", { required: true }),
        roleArn: text("ARN of the role that calls.", { required: true }),
        input: document("What is sent."),
        deadLetterConfig: block("Where failed calls go.", {
          arn: text("ARN of a queue.", { required: true }),
        }),
        retryPolicy: block("How failed calls are retried.", {
          maximumEventAgeInSeconds: integer("Age after which a call is given up.", { default: 86400 }),
          maximumRetryAttempts: integer("How often a call is retried.", { default: 185 }),
        }),
        sqsParameters: block("For a FIFO queue.", { messageGroupId: text("Message group.") }),
        eventbridgeParameters: block("For an event bus.", {
          detailType: text("Detail type.", { required: true }),
          source: text("Source.", { required: true }),
        }),
      },
      { required: true },
    ),
  },
  outputs: { arn: text("ARN.") },
  naming: { property: "name", prefix: "namePrefix", longest: 64 },
  async create(inputs, call) {
    const id = `${str(inputs.groupName) ?? "default"}/${need(inputs, "name")}`;
    const client = await scheduler(call);
    await afterPropagation(call.signal, () =>
      client.createSchedule(request(id, inputs), { abortSignal: call.signal }),
    );
    return id;
  },
  async read(id, call) {
    const seen = await orAbsent((await scheduler(call)).getSchedule(place(id), { abortSignal: call.signal }));
    if (seen === undefined) return undefined;
    const target = bag(fromApi(seen.Target, renames));
    const retry = bag(target.retryPolicy);
    const plainRetry = retry.maximumEventAgeInSeconds === 86400 && retry.maximumRetryAttempts === 185;
    return {
      name: seen.Name,
      groupName: seen.GroupName ?? "default",
      arn: seen.Arn,
      scheduleExpression: seen.ScheduleExpression,
      scheduleExpressionTimezone: seen.ScheduleExpressionTimezone ?? "UTC",
      state: seen.State,
      description: seen.Description,
      startDate: seen.StartDate?.toISOString(),
      endDate: seen.EndDate?.toISOString(),
      kmsKeyArn: seen.KmsKeyArn,
      actionAfterCompletion: seen.ActionAfterCompletion,
      flexibleTimeWindow: fromApi(seen.FlexibleTimeWindow),
      target: plainRetry ? { ...target, retryPolicy: undefined } : target,
    };
  },
  same(property, old, value) {
    if (property === "startDate" || property === "endDate") {
      return typeof old === "string" && typeof value === "string" && Date.parse(old) === Date.parse(value);
    }
    if (property !== "target") return false;
    const normal = (target: Bag) => {
      const retry = bag(target.retryPolicy);
      const isDefault = retry.maximumEventAgeInSeconds === 86400 && retry.maximumRetryAttempts === 185;
      return { ...target, ...(isDefault ? { retryPolicy: undefined } : {}), input: undefined };
    };
    const input = (target: Bag) => target.input;
    return (
      sameValue(undefined, normal(bag(old)), normal(bag(value))) &&
      (input(bag(old)) === input(bag(value)) || sameDocument(input(bag(old)), input(bag(value))))
    );
  },
  async update(id, { news }, call) {
    const client = await scheduler(call);
    await afterPropagation(call.signal, () =>
      client.updateSchedule(request(id, news), { abortSignal: call.signal }),
    );
    return undefined;
  },
  async delete(id, _state, call) {
    await unlessGone((await scheduler(call)).deleteSchedule(place(id)));
  },
});
