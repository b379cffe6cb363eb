import { randomUUID } from "node:crypto";
import type { Target } from "@aws-sdk/client-eventbridge";
import type { Bag } from "../../../../provider/framework/resource";
import { block, document, fixed, flag, integer, list, text, textMap } from "../../common/properties";
import { bag, map, need, str } from "../../common/values";
import { events } from "../clients";
import { aws, type AwsCall } from "../define";
import { afterPropagation, orAbsent, unlessGone } from "../errors";
import { fromApi, toApi } from "../shape";

interface Place {
  readonly Rule: string;
  readonly EventBusName: string;
  readonly Id: string;
}
const idOf = ({ Rule, EventBusName, Id }: Place): string =>
  EventBusName === "default" ? `${Rule}-${Id}` : `${EventBusName}-${Rule}-${Id}`;
const placeIn = (values: Bag): Place => ({
  Rule: need(values, "rule"),
  EventBusName: str(values.eventBusName) ?? "default",
  Id: need(values, "targetId"),
});
/** Imports are by `<rule>/<target>` or `<bus>/<rule>/<target>`. */
const placeOf = (id: string, known: Bag | undefined): Place => {
  if (known?.targetId !== undefined) return placeIn(known);
  const parts = id.split("/");
  const [Id, Rule] = [parts.at(-1), parts.at(-2)];
  if (Id === undefined || Rule === undefined)
    throw new Error(`${id}: import a target by <rule>/<target> or <bus>/<rule>/<target>`);
  return { Rule, Id, EventBusName: parts.slice(0, -2).join("/") || "default" };
};

const targetOf = (inputs: Bag, Id: string): Target => ({
  Id,
  Arn: need(inputs, "arn"),
  ...(str(inputs.roleArn) === undefined ? {} : { RoleArn: need(inputs, "roleArn") }),
  ...(str(inputs.input) === undefined ? {} : { Input: need(inputs, "input") }),
  ...(str(inputs.inputPath) === undefined ? {} : { InputPath: need(inputs, "inputPath") }),
  ...(inputs.inputTransformer === undefined
    ? {}
    : {
        InputTransformer: {
          InputPathsMap: map(bag(inputs.inputTransformer).inputPaths),
          InputTemplate: need(bag(inputs.inputTransformer), "inputTemplate"),
        },
      }),
  ...(inputs.deadLetterConfig === undefined
    ? {}
    : { DeadLetterConfig: { Arn: str(bag(inputs.deadLetterConfig).arn) } }),
  ...(inputs.retryPolicy === undefined
    ? {}
    : { RetryPolicy: toApi(inputs.retryPolicy) as Target["RetryPolicy"] }),
  ...(inputs.sqsTarget === undefined
    ? {}
    : { SqsParameters: toApi(inputs.sqsTarget) as Target["SqsParameters"] }),
  ...(inputs.sagemakerPipelineTarget === undefined
    ? {}
    : {
        SageMakerPipelineParameters: toApi(
          inputs.sagemakerPipelineTarget,
        ) as Target["SageMakerPipelineParameters"],
      }),
});

const put = async (inputs: Bag, place: Place, call: AwsCall): Promise<void> => {
  const client = await events(call);
  const { Rule, EventBusName, Id } = place;
  const answer = await afterPropagation(call.signal, () =>
    client.putTargets({ Rule, EventBusName, Targets: [targetOf(inputs, Id)] }, { abortSignal: call.signal }),
  );
  const [refused] = answer.FailedEntries ?? [];
  if (refused !== undefined)
    throw new Error(`${Rule}: target ${Id} refused: ${refused.ErrorMessage ?? refused.ErrorCode ?? ""}`);
};

export const eventTarget = aws({
  token: "aws:cloudwatch/eventTarget:EventTarget",
  description: "What an EventBridge rule calls.",
  status: "simulated",
  inputs: {
    ...fixed({
      rule: text("Name of the rule.", { required: true }),
      eventBusName: text("Bus of the rule.", { default: "default" }),
      targetId: text("Id of the target; made when left out.", { computed: true }),
    }),
    arn: text("ARN of what is called.", { required: true }),
    roleArn: text("Role that the target is called with."),
    input: document("JSON sent instead of the event."),
    inputPath: text("JSONPath of the part of the event that is sent."),
    inputTransformer: block("Text made of parts of the event.", {
      inputPaths: textMap("JSONPaths by name."),
      inputTemplate: text("Text with <name> places.", { required: true }),
    }),
    deadLetterConfig: block("Where failed calls go.", { arn: text("ARN of a queue.") }),
    retryPolicy: block("How failed calls are retried.", {
      maximumEventAgeInSeconds: integer("Age after which an event is given up."),
      maximumRetryAttempts: integer("How often a call is retried."),
    }),
    sqsTarget: block("For a FIFO queue.", { messageGroupId: text("Message group.") }),
    sagemakerPipelineTarget: block("For a SageMaker pipeline.", {
      pipelineParameterLists: list("Parameters.", {
        name: text("Name.", { required: true }),
        value: text("Value.", { required: true }),
      }),
    }),
    forceDestroy: flag("Whether the target of a managed rule may be removed.", { default: false }),
  },
  unsupported: [
    "appsyncTarget",
    "batchTarget",
    "ecsTarget",
    "httpTarget",
    "kinesisTarget",
    "redshiftTarget",
    "runCommandTargets",
  ],
  async create(inputs, call) {
    const place = placeIn({ ...inputs, targetId: str(inputs.targetId) ?? `pulumi-${randomUUID()}` });
    await put(inputs, place, call);
    made.set(idOf(place), place);
    return idOf(place);
  },
  async read(id, call, prior) {
    const place = made.get(id) ?? placeOf(id, { ...prior?.outputs, ...prior?.inputs });
    const client = await events(call);
    const { Rule, EventBusName } = place;
    const page = await orAbsent(
      client.listTargetsByRule({ Rule, EventBusName }, { abortSignal: call.signal }),
    );
    const seen = page?.Targets?.find(({ Id }) => Id === place.Id);
    if (seen === undefined) return undefined;
    const transformer = seen.InputTransformer;
    return {
      id: idOf(place),
      rule: Rule,
      eventBusName: EventBusName,
      targetId: place.Id,
      arn: seen.Arn,
      roleArn: seen.RoleArn,
      input: seen.Input,
      inputPath: seen.InputPath,
      inputTransformer:
        transformer === undefined
          ? undefined
          : { inputPaths: transformer.InputPathsMap ?? {}, inputTemplate: transformer.InputTemplate },
      deadLetterConfig: fromApi(seen.DeadLetterConfig),
      retryPolicy: fromApi(seen.RetryPolicy),
      sqsTarget: fromApi(seen.SqsParameters),
      sagemakerPipelineTarget: fromApi(seen.SageMakerPipelineParameters),
    };
  },
  async update(id, { news, outputs }, call) {
    await put(news, placeOf(id, { ...outputs, ...news }), call);
    return undefined;
  },
  async delete(id, state, call) {
    const { Rule, EventBusName, Id } = placeOf(id, { ...state.outputs, ...state.inputs });
    const Force = state.inputs.forceDestroy === true;
    await unlessGone((await events(call)).removeTargets({ Rule, EventBusName, Ids: [Id], Force }));
  },
});

/** Targets made by this process: their ids do not tell where the rule's name ends. */
const made = new Map<string, Place>();
