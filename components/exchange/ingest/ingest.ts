import {
  arn,
  checkIdentifier,
  columnSpec,
  checkType,
  objectCreatedPattern,
  physicalName,
  pipeStatement,
  policyJson,
  Problems,
  topicPolicy,
  type Columns,
} from "../../../blueprints";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../../place";

type Name = readonly [string, string, string];

export interface IngestArgs {
  /** Bucket whose new objects are loaded. Its notifications to EventBridge must be on. */
  bucket: pulumi.Input<string>;
  /** Prefix of the objects, ending in `/`: the stage's. */
  prefix: string;
  /** Database, schema and name of the pipe. */
  pipe: Name;
  stage: Name;
  /** Value that changes when the stage is made anew: the pipe is then replaced, because it reads the stage by identity. */
  stageId?: pulumi.Input<string>;
  table: Name;
  /** Table columns filled from the files' fields, in the order of the fields. */
  fields: Columns;
  /** Table columns filled by expressions, such as METADATA$FILENAME. Default: none. */
  expressions?: Readonly<Record<string, string>>;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
  place?: PlaceOutput;
  transform?: {
    topic?: Transform<sns.TopicArgs>;
    rule?: Transform<cloudwatch.EventRuleArgs>;
    pipe?: Transform<snowflake.PipeArgs>;
  };
}

/**
 * Files on their way into Snowflake: S3 tells EventBridge, a rule tells a topic, Snowflake's queue listens to the
 * topic and the pipe loads each file once. The bucket's notification settings are never touched, and others can
 * listen to the same events. Snowflake guide "Automating Snowpipe for Amazon S3", option EventBridge.
 *
 * Costs Snowpipe's per-file and per-second price; the events are a few USD per million.
 *
 * @example
 * ```ts
 * new Ingest("predictions", {
 *   bucket: exchange.bucketName, prefix: "predictions/",
 *   stage: ["FLIGHTS", "ML", "PREDICTION_FILES"], pipe: ["FLIGHTS", "ML", "PREDICTIONS_PIPE"],
 *   table: ["FLIGHTS", "ML", "PREDICTIONS"],
 *   fields: { FLIGHT_ID: "NUMBER(38,0)", PREDICTION: "FLOAT" },
 *   expressions: { SOURCE_FILE: "METADATA$FILENAME" },
 * });
 * ```
 */
export class Ingest extends FloeComponent {
  readonly topicArn: pulumi.Output<string>;
  readonly nodes: {
    readonly topic: sns.Topic;
    readonly topicPolicy: sns.TopicPolicy;
    readonly rule: cloudwatch.EventRule;
    readonly target: cloudwatch.EventTarget;
    readonly pipe: snowflake.Pipe;
  };

  constructor(name: string, args: IngestArgs, opts?: pulumi.ComponentResourceOptions) {
    checkIngest(name, args);
    super(
      "floe:components:Ingest",
      name,
      { pipe: args.pipe.join("."), table: args.table.join("."), prefix: args.prefix },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const place = args.place ?? currentPlace(this);
    const topicName = physicalName("topic", [prefix, "ingest"]);
    const ruleName = physicalName("rule", [prefix, "ingest"]);
    const topic = this.child(sns.Topic, "topic", { name: topicName }, { transform: args.transform?.topic });
    const policy = this.#topicPolicy(topic, ruleName, place);
    const rule = this.child(
      cloudwatch.EventRule,
      "rule",
      {
        name: ruleName,
        description: `New files for ${args.table.join(".")}`,
        eventPattern: pulumi.output(args.bucket).apply((bucket) => objectCreatedPattern(bucket, args.prefix)),
      },
      { transform: args.transform?.rule },
    );
    const pipe = this.#pipe(topic, policy, args);
    // After the pipe: an event that reaches the topic before somebody listens is lost.
    const target = this.child(
      cloudwatch.EventTarget,
      "target",
      { rule: rule.name, targetId: "topic", arn: topic.arn },
      { opts: { dependsOn: [policy, pipe] } },
    );
    this.topicArn = topic.arn;
    this.nodes = { topic, topicPolicy: policy, rule, target, pipe };
    this.registerOutputs({ topicArn: this.topicArn });
  }

  #topicPolicy(topic: sns.Topic, ruleName: string, place: PlaceOutput): sns.TopicPolicy {
    const foreign = snowflake.getSystemGetAwsSnsIamPolicyOutput(
      { awsSnsTopicArn: topic.arn },
      { parent: this },
    );
    const policy = pulumi
      .all([topic.arn, place, foreign.awsSnsTopicPolicyJson])
      .apply(([topicArn, known, snowflakePolicy]) =>
        policyJson(
          topicPolicy({ topicArn, ruleArns: [arn(known, "events", `rule/${ruleName}`)], snowflakePolicy }),
        ),
      );
    return this.child(sns.TopicPolicy, "topic-policy", { arn: topic.arn, policy });
  }

  #pipe(topic: sns.Topic, policy: sns.TopicPolicy, args: IngestArgs): snowflake.Pipe {
    const [database, schema, name] = args.pipe;
    return this.child(
      snowflake.Pipe,
      "pipe",
      {
        name,
        database,
        schema,
        autoIngest: true,
        awsSnsTopicArn: topic.arn,
        copyStatement: pipeStatement({
          table: args.table,
          stage: args.stage,
          fields: args.fields,
          ...(args.expressions === undefined ? {} : { expressions: args.expressions }),
        }),
      },
      {
        transform: args.transform?.pipe,
        opts: {
          dependsOn: [policy],
          deleteBeforeReplace: true,
          ...(args.stageId === undefined ? {} : { replacementTrigger: args.stageId }),
        },
      },
    );
  }
}

function checkIngest(name: string, args: IngestArgs): void {
  const problems = new Problems();
  for (const argument of ["pipe", "stage", "table"] as const) {
    for (const [index, part] of args[argument].entries())
      checkIdentifier(problems, `${argument}[${index}]`, part);
  }
  problems.require(
    /^([A-Za-z0-9!_.()-]+\/)+$/.test(args.prefix),
    "prefix",
    `"${args.prefix}" is not a prefix`,
    "write it like predictions/",
  );
  problems.require(
    Object.keys(args.fields).length > 0,
    "fields",
    "no field is loaded",
    "name the table columns in the order of the file's fields",
  );
  for (const [column, spec] of Object.entries(args.fields)) {
    checkIdentifier(problems, `fields.${column}`, column);
    checkType(problems, `fields.${column}`, columnSpec(spec).type);
  }
  for (const column of Object.keys(args.expressions ?? {})) {
    checkIdentifier(problems, `expressions.${column}`, column);
    problems.require(
      !(column in args.fields),
      `expressions.${column}`,
      "is also a field",
      "fill each column once",
    );
  }
  problems.raise(`Ingest "${name}"`);
}
