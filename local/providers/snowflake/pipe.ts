import { fixed, flag, text } from "../common/properties";
import { need, str } from "../common/values";
import { fullName, snowflake } from "./define";
import { alterations, type Options } from "./options";
import { fullNameOf, pipedId, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled } from "./rows";
import { drop, showRow } from "./show";
import { ident, literal } from "./sql";

const options: Options = { comment: "text", errorIntegration: "name" };
const trimmed = (text: string | undefined): string =>
  (text ?? "")
    .replaceAll("\r\n", "\n")
    .replace(/[;\s]+$/, "")
    .trim();

export const pipe = snowflake({
  token: "snowflake:index/pipe:Pipe",
  description: "Loads files as they arrive.",
  status: "simulated",
  feature: "snowflake_pipe_resource",
  inputs: {
    ...fixed({
      name: text("Name of the pipe."),
      copyStatement: text("COPY INTO <table> statement.", { required: true }),
      autoIngest: flag("Whether events of the bucket start loads.", { default: false }),
      awsSnsTopicArn: text("Topic that tells of new files."),
    }),
    ...placeInputs,
    comment: text("Comment."),
    errorIntegration: text("Integration that is told of failures."),
  },
  unsupported: ["integration"],
  outputs: { ...fullName, notificationChannel: text("Queue for events."), owner: text("Owner.") },
  naming: { property: "name", longest: 255 },
  derive: fullNameOf,
  same: (property, old, value) => property === "copyStatement" && trimmed(str(old)) === trimmed(str(value)),
  async create(inputs, call) {
    const place = placeIn(inputs);
    const topic = str(inputs.awsSnsTopicArn);
    const integration = str(inputs.errorIntegration);
    const comment = str(inputs.comment);
    await call.sql(
      [
        `CREATE PIPE ${place.full}`,
        ...(inputs.autoIngest === true ? ["AUTO_INGEST = true"] : []),
        ...(integration === undefined ? [] : [`ERROR_INTEGRATION = ${ident(integration)}`]),
        ...(topic === undefined ? [] : [`AWS_SNS_TOPIC = ${literal(topic)}`]),
        ...(comment === undefined ? [] : [`COMMENT = ${literal(comment)}`]),
        `AS ${need(inputs, "copyStatement")}`,
      ].join(" "),
    );
    return pipedId(place);
  },
  async read(id, call, prior) {
    const place = placeOf(id);
    const row = await showRow(call, "PIPES", place.name, [place.database, place.schema]);
    if (row === undefined) return undefined;
    const channel = filled(row, "notification_channel");
    const topic = channel?.startsWith("arn:aws:sns:") === true ? channel : str(prior?.inputs.awsSnsTopicArn);
    return {
      id: pipedId(place),
      database: place.database,
      schema: place.schema,
      name: place.name,
      copyStatement: cell(row, "definition"),
      autoIngest: channel !== undefined,
      awsSnsTopicArn: topic,
      comment: filled(row, "comment"),
      errorIntegration: filled(row, "error_integration"),
      notificationChannel: channel ?? "",
      owner: filled(row, "owner"),
      fullyQualifiedName: place.full,
    };
  },
  async update(id, { changed, news }, call) {
    for (const sql of alterations(`ALTER PIPE ${placeOf(id).full}`, options, news, changed))
      await call.sql(sql);
    return undefined;
  },
  delete: (id, _state, call) => drop(call, "PIPE", placeOf(id).full),
});
