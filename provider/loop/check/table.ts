import type { Property } from "../../framework";
import { object, text } from "../../framework/properties";

const texts = (description: string, item: string, extra: Partial<Property> = {}): Property => ({
  type: "array",
  items: text(item),
  description,
  ...extra,
});

const qualified = 'such as `"DB"."SCHEMA"."NAME"`';
const rules = texts(
  "EventBridge rules that start this leg; each must be enabled and have a target. Default: none is looked at.",
  "Name of a rule on the default bus.",
);
const scalar: Property = {
  type: "json",
  description:
    "Text, number or boolean. In a text, `{marker:n}` becomes n characters of A-Z and 0-9, `{number:n}` n digits, both unique to the run (n is 6 to 32 and 6 to 18; without `:n` 12 and 9).",
};

export const inputs: Readonly<Record<string, Property>> = {
  role: text(
    "Role that looks at streams, stages, the pipe and tables, and removes the marked rows. Default: the connection's.",
  ),
  warehouse: text("Warehouse the check's own statements run on.", { required: true }),
  privileges: {
    type: "array",
    description:
      "Privileges that must be there, by SHOW GRANTS. Ownership counts as every privilege; what a role inherits from another counts. Default: none is looked at.",
    items: object("Privileges of one role on one object.", {
      role: text("Account role that must have them.", { required: true }),
      privileges: texts("Such as USAGE, or CREATE TASK.", "Privilege.", { required: true }),
      on: text("Kind of the object, such as `table`, `file format` or `account`.", { required: true }),
      name: text("Qualified name; of a procedure with its argument types. Absent for `account`."),
    }),
  },
  integration: object("Storage integration behind the stages. Default: it is not looked at.", {
    name: text("Name of the integration.", { required: true }),
    roleArn: text("Role it must assume."),
    externalId: text("External id it must present, the one the role's trust demands."),
    iamUserArn: text(
      "IAM user it must come from, the one the role trusts: another one shows that the integration was made anew.",
    ),
  }),
  stages: texts(
    "Stages that are listed through the integration's role, each below a path that holds nothing. Default: none.",
    `Qualified name, ${qualified}.`,
  ),
  features: object("Leg that makes features of new rows. Default: it is not looked at.", {
    rootTask: text(`Root of the task graph, ${qualified}.`, { required: true }),
    role: text("Role that may see the graph, usually its owner. Default: `role`."),
    stream: text("Stream the graph consumes."),
    table: text("Table the features arrive in."),
  }),
  unload: object("Leg that writes new features to S3. Default: it is not looked at.", {
    rootTask: text(`Root of the task graph, ${qualified}.`, { required: true }),
    role: text("Role that may see the graph, usually its owner. Default: `role`."),
    stream: text("Stream over the features that the graph consumes."),
    stage: text("External stage it writes `<run>/…` to."),
    manifestStage: text(
      "External stage it writes `score/<run>/manifest.json` to, when all of a run is there.",
    ),
  }),
  scoring: object("Leg that scores what was unloaded. Default: it is not looked at.", {
    endpointName: text("Endpoint whose model scores; it must be in service."),
    endpointConfigName: text("Configuration it must serve. Leave out when others promote models, too."),
    stateMachineArn: text("State machine that a manifest starts; it must be active."),
    rules,
    transformPrefix: text(
      "Begin of transform jobs' names, `<prefix>-<run>`: a failed job is then told with its reason, instead of a wait without an answer.",
    ),
  }),
  ingest: object("Leg that loads predictions. Default: it is not looked at.", {
    pipe: text(`Pipe, ${qualified}; it must be running.`, { required: true }),
    stage: text("External stage the pipe reads: predictions lie below `<model>/<run>/`."),
    table: text("Table the predictions arrive in."),
    valueColumn: text("Column of the prediction, which must not be NULL.", { default: "PREDICTION" }),
    rules,
  }),
  rows: {
    type: "array",
    description:
      "Marked rows, inserted in this order; the source table's last, because its rows start the loop. Default: none, and the check only looks at each leg and costs next to nothing.",
    items: object("Row of one table.", {
      table: text(`Table, ${qualified}.`, { required: true }),
      values: {
        type: "map",
        description:
          "Values by column; a column left out is NULL. At least one must hold a placeholder: by it the row is found and removed.",
        items: scalar,
        required: true,
      },
    }),
  },
  key: {
    type: "array",
    description:
      "Key of the feature row that the marked rows become, in the order in which keys are written to files. Required with `rows`.",
    items: object("One column of the key.", {
      column: text("Column of the features and predictions tables.", { required: true }),
      value: { ...scalar, required: true },
    }),
  },
  loader: text(
    "Role that inserts the marked rows, so that its privileges are proven, too. It must be granted to the deploying user. Default: `role`.",
  ),
  analyst: text("Role that reads the prediction, so that its privileges are proven, too. Default: `role`."),
  triggers: texts(
    "The check runs again when one changes, and when any other input does: a model's name, a graph's hash.",
    "Value.",
  ),
  timeoutSeconds: {
    type: "integer",
    description:
      "Longest wait for the prediction, seconds, 1 to 86,400. The default leaves room for a transform job's start, which takes SageMaker four to six minutes.",
    default: 1800,
    change: "ignore",
  },
  quietSeconds: {
    type: "integer",
    description:
      "Longest wait, seconds, 0 to 3,600, for rows that are under way to pass before the marked ones are sent. Alone in their files, marked rows can be removed with them; among others, the files stay until they expire.",
    default: 120,
    change: "ignore",
  },
};

const output = (type: Property["type"], description: string, extra: Partial<Property> = {}): Property => ({
  type,
  description,
  volatile: true,
  ...extra,
});

export const outputs: Readonly<Record<string, Property>> = {
  checks: output("string", "What is checked, in one line. Known at preview."),
  result: output("string", "`passed`: anything else is an error that names the broken legs."),
  seconds: output("map", "How long each leg took, seconds, in the order of the loop's way.", {
    items: { type: "number", description: "Seconds." },
  }),
  checkedAt: output("string", "When the check ended, ISO 8601."),
  run: output("string", "Run of the unload that carried the marked rows. Absent when none were sent."),
  prediction: output("json", "What was predicted for them. Absent when none were sent."),
  removedRows: output("integer", "Marked rows removed from tables, those of cut-off runs included."),
  removedObjects: output("integer", "Object versions removed from S3, those of cut-off runs included."),
  keptObjects: output(
    "array",
    "Objects that hold other rows beside marked ones and stay until the bucket's lifecycle removes them.",
    { items: { type: "string", description: "`s3://bucket/key`." } },
  ),
};
