import { flag, integer, text } from "../common/properties";
import { need, num, scalar, str } from "../common/values";
import { fullName, parametrized, shown, snowflake } from "./define";
import { alterations, assignments, type Options } from "./options";
import { parameterInputs, parameterOptions, readParameters, type Parameters } from "./parameters";
import { filled, numeric, outputRow, truth } from "./rows";
import { drop, showRow } from "./show";
import { ident, partsOf } from "./sql";

const parameters: Parameters = {
  maxConcurrencyLevel: "integer",
  statementQueuedTimeoutInSeconds: "integer",
  statementTimeoutInSeconds: "integer",
};
const settings: Options = {
  warehouseType: "word",
  warehouseSize: "word",
  maxClusterCount: "plain",
  minClusterCount: "plain",
  scalingPolicy: "word",
  autoSuspend: "plain",
  autoResume: "plain",
  resourceMonitor: "name",
  comment: "text",
  enableQueryAcceleration: "plain",
  queryAccelerationMaxScaleFactor: "plain",
};
const options: Options = { ...settings, ...parameterOptions(parameters) };
const sizes = [
  "XSMALL",
  "SMALL",
  "MEDIUM",
  "LARGE",
  "XLARGE",
  "XXLARGE",
  "XXXLARGE",
  "X4LARGE",
  "X5LARGE",
  "X6LARGE",
];
/** SHOW writes X-Small and 2X-Large. */
const sizeOf = (text: string | undefined): string | undefined => {
  const plain = text?.toUpperCase().replaceAll("-", "");
  const [, times, rest] = /^([2-6])X(.+)$/.exec(plain ?? "") ?? [];
  if (times === undefined || rest === undefined) return plain;
  return times === "2" ? `XX${rest}` : times === "3" ? `XXX${rest}` : `X${times}${rest}`;
};

const truthText = (description: string, standard: string) =>
  text(description, { allowed: ["true", "false", "default"], standard });

export const warehouse = snowflake({
  token: "snowflake:index/warehouse:Warehouse",
  description: "A virtual warehouse.",
  status: "simulated",
  note: "runs on the local engine: sizes change what is shown, not the speed",
  inputs: {
    name: text("Name of the warehouse."),
    warehouseType: text("STANDARD or SNOWPARK-OPTIMIZED.", { standard: "STANDARD", caseless: true }),
    warehouseSize: text("Size.", { standard: "XSMALL", caseless: true }),
    maxClusterCount: integer("Most clusters.", { standard: 1 }),
    minClusterCount: integer("Fewest clusters.", { standard: 1 }),
    scalingPolicy: text("STANDARD or ECONOMY.", { standard: "STANDARD", caseless: true }),
    autoSuspend: integer("Seconds without work before it is suspended.", { standard: 600 }),
    autoResume: truthText("Whether a statement resumes it.", "true"),
    initiallySuspended: flag("Whether it is created suspended.", { change: "ignore" }),
    resourceMonitor: text("Resource monitor.", { caseless: true }),
    comment: text("Comment."),
    enableQueryAcceleration: truthText("Whether query acceleration may be used.", "false"),
    queryAccelerationMaxScaleFactor: integer("Most query acceleration.", { standard: 8 }),
    ...parameterInputs(parameters),
  },
  outputs: { ...fullName, ...shown, ...parametrized },
  naming: { property: "name", longest: 255 },
  check(inputs) {
    const size = str(inputs.warehouseSize);
    const problems = [];
    if (size !== undefined && !sizes.includes(sizeOf(size) ?? "")) {
      problems.push({ property: "warehouseSize", reason: `must be one of ${sizes.join(", ")}` });
    }
    const [least, most] = [num(inputs.minClusterCount) ?? 1, num(inputs.maxClusterCount) ?? 1];
    if (least > most)
      problems.push({ property: "minClusterCount", reason: "must not be above maxClusterCount" });
    return problems;
  },
  // Snowflake cannot unset the size.
  change: (property, olds, news) =>
    property === "warehouseSize" && olds.warehouseSize !== undefined && news.warehouseSize === undefined
      ? "replace"
      : undefined,
  same: (property, old, value) =>
    (property === "warehouseSize" && sizeOf(str(old) ?? "XSMALL") === sizeOf(str(value) ?? "XSMALL")) ||
    (property === "resourceMonitor" && partsOf(str(old) ?? "").join() === partsOf(str(value) ?? "").join()),
  derive: ({ name }) =>
    str(name) === undefined ? {} : { fullyQualifiedName: ident(need({ name }, "name")) },
  async create(inputs, call) {
    const name = need(inputs, "name");
    const suspended =
      inputs.initiallySuspended === undefined
        ? []
        : [`INITIALLY_SUSPENDED = ${scalar(inputs.initiallySuspended)}`];
    await call.sql(
      [
        "CREATE WAREHOUSE",
        ident(name),
        ...assignments(settings, inputs),
        ...suspended,
        ...assignments(parameterOptions(parameters), inputs),
      ].join(" "),
    );
    return name;
  },
  async read(id, call) {
    const name = partsOf(id).join(".");
    const row = await showRow(call, "WAREHOUSES", name);
    if (row === undefined) return undefined;
    return {
      ...(await readParameters(call, parameters, "WAREHOUSE", `WAREHOUSE ${ident(name)}`)),
      id: name,
      name,
      warehouseType: filled(row, "type"),
      warehouseSize: sizeOf(filled(row, "size")),
      maxClusterCount: numeric(row, "max_cluster_count"),
      minClusterCount: numeric(row, "min_cluster_count"),
      scalingPolicy: filled(row, "scaling_policy"),
      autoSuspend: numeric(row, "auto_suspend") ?? 0,
      autoResume: String(truth(row, "auto_resume")),
      resourceMonitor: filled(row, "resource_monitor"),
      comment: filled(row, "comment"),
      enableQueryAcceleration: String(truth(row, "enable_query_acceleration")),
      queryAccelerationMaxScaleFactor: numeric(row, "query_acceleration_max_scale_factor"),
      fullyQualifiedName: ident(name),
      showOutputs: [outputRow(row)],
    };
  },
  async update(id, { changed, news }, call) {
    const name = need(news, "name");
    if (changed.has("name")) await call.sql(`ALTER WAREHOUSE ${ident(id)} RENAME TO ${ident(name)}`);
    for (const sql of alterations(`ALTER WAREHOUSE ${ident(name)}`, options, news, changed))
      await call.sql(sql);
    return name;
  },
  delete: (id, _state, call) => drop(call, "WAREHOUSE", ident(partsOf(id).join("."))),
});
