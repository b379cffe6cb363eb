import type { Bag } from "../../../provider/framework/resource";
import { block, fixed, flag, integer, text, texts } from "../common/properties";
import { sameDocument } from "../common/same";
import { bag, need, num, scalar, str, strings } from "../common/values";
import { fullName, parametrized, shown, snowflake } from "./define";
import { alterations, assignments, type Options } from "./options";
import { parameterInputs, parameterOptions, readParameters } from "./parameters";
import { fullNameOf, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled, outputRow, truth } from "./rows";
import { drop } from "./show";
import { ident, literal, partsOf, quoted } from "./sql";
import { taskParameters } from "./session-parameters";
import { predecessorsOf, taskRow, whileSuspended } from "./task-graph";

const parameters = parameterOptions(taskParameters);
const settings: Options = {
  ...parameters,
  comment: "text",
  errorIntegration: "name",
  allowOverlappingExecution: "plain",
};

const scheduleOf = (inputs: Bag): string | undefined => {
  const { minutes, usingCron } = bag(inputs.schedule);
  if (num(minutes) !== undefined) return `${scalar(minutes)} MINUTE`;
  return str(usingCron) === undefined ? undefined : `USING CRON ${scalar(usingCron)}`;
};
const seenSchedule = (shown: string | undefined): Bag | undefined => {
  if (shown === undefined) return undefined;
  const cron = /^USING CRON (.*)$/i.exec(shown)?.[1];
  if (cron !== undefined) return { usingCron: cron.trim() };
  const [, amount, unit] = /^(\d+)\s*(\w+)$/.exec(shown) ?? [];
  if (amount === undefined) return undefined;
  return { minutes: Number(amount) * (/^h/i.test(unit ?? "") ? 60 : 1) };
};
const finalizedRoot = (relations: string | undefined): string | undefined => {
  const root = /"FinalizedRootTask"\s*:\s*"((?:[^"\\]|\\.)*)"/i.exec(relations ?? "")?.[1];
  return root === undefined ? undefined : quoted(JSON.parse(`"${root}"`) as string);
};
const names = (value: Bag[string]): string[] => strings(value).map(quoted).sort();

export const task = snowflake({
  token: "snowflake:index/task:Task",
  description: "A statement that runs by itself.",
  status: "simulated",
  inputs: {
    ...fixed({ name: text("Name of the task.") }),
    ...placeInputs,
    sqlStatement: text("Statement that is run.", { required: true }),
    started: flag("Whether the task runs.", { required: true }),
    warehouse: text("Warehouse; serverless when left out."),
    schedule: block("When it runs.", {
      minutes: integer("Every so many minutes."),
      usingCron: text("Cron expression and time zone."),
    }),
    afters: texts("Tasks it follows."),
    finalize: text("Root task whose graph it ends."),
    when: text("Condition."),
    config: text("JSON that the graph's tasks can read."),
    allowOverlappingExecution: text("Whether runs may overlap.", {
      allowed: ["true", "false", "default"],
      standard: "false",
    }),
    errorIntegration: text("Integration that is told of failures."),
    comment: text("Comment."),
    ...parameterInputs(taskParameters),
  },
  outputs: { ...fullName, ...shown, ...parametrized },
  naming: { property: "name", longest: 255 },
  derive: fullNameOf,
  check(inputs) {
    const schedule = bag(inputs.schedule);
    const problems = [];
    const both = schedule.minutes !== undefined && schedule.usingCron !== undefined;
    if (both) problems.push({ property: "schedule", reason: "give minutes or usingCron, not both" });
    if (num(schedule.minutes) !== undefined && Number(schedule.minutes) < 1)
      problems.push({ property: "schedule.minutes", reason: "must be at least 1" });
    const starts = ["schedule", "afters", "finalize"].filter(
      (property) =>
        inputs[property] !== undefined && (property !== "afters" || strings(inputs.afters).length > 0),
    );
    if (starts.length > 1)
      problems.push({ property: starts[0] ?? "", reason: `conflicts with ${starts.slice(1).join(", ")}` });
    const serverless = inputs.userTaskManagedInitialWarehouseSize !== undefined;
    if (serverless && inputs.warehouse !== undefined)
      problems.push({ property: "warehouse", reason: "conflicts with userTaskManagedInitialWarehouseSize" });
    return problems;
  },
  same(property, old, value) {
    const [one, other] = [str(old), str(value)];
    if (property === "afters") return names(old).join() === names(value).join();
    if (one === undefined || other === undefined) return false;
    if (property === "finalize") return quoted(one) === quoted(other);
    if (property === "warehouse") return partsOf(one).join() === partsOf(other).join();
    if (property === "config") return sameDocument(one, other);
    return (property === "sqlStatement" || property === "when") && one.trim() === other.trim();
  },
  async create(inputs, call) {
    const { full } = placeIn(inputs);
    const afters = strings(inputs.afters).map(quoted);
    const root = str(inputs.finalize);
    const schedule = scheduleOf(inputs);
    const warehouse = str(inputs.warehouse);
    const config = str(inputs.config);
    const when = str(inputs.when);
    const sql = [
      `CREATE TASK ${full}`,
      ...(warehouse === undefined ? [] : [`WAREHOUSE = ${ident(partsOf(warehouse).join("."))}`]),
      ...(schedule === undefined ? [] : [`SCHEDULE = ${literal(schedule)}`]),
      ...(config === undefined ? [] : [`CONFIG = $$${config}$$`]),
      ...assignments(settings, inputs),
      ...(root === undefined ? [] : [`FINALIZE = ${quoted(root)}`]),
      ...(afters.length === 0 ? [] : [`AFTER ${afters.join(", ")}`]),
      ...(when === undefined ? [] : [`WHEN ${when}`]),
      `AS ${need(inputs, "sqlStatement")}`,
    ].join(" ");
    const above = root === undefined ? afters : [quoted(root)];
    await whileSuspended(above, full, call, async () => {
      await call.sql(sql);
      if (inputs.started === true) await call.sql(`ALTER TASK ${full} RESUME`);
    });
    return full;
  },
  async read(id, call) {
    const place = placeOf(id);
    const row = await taskRow(place, call);
    if (row === undefined) return undefined;
    return {
      ...(await readParameters(call, taskParameters, "TASK", `TASK ${place.full}`)),
      id: place.full,
      database: place.database,
      schema: place.schema,
      name: place.name,
      sqlStatement: cell(row, "definition"),
      started: cell(row, "state")?.toLowerCase() === "started",
      warehouse: filled(row, "warehouse"),
      schedule: seenSchedule(filled(row, "schedule")),
      afters: predecessorsOf(row),
      finalize: finalizedRoot(cell(row, "task_relations")),
      when: filled(row, "condition"),
      config: filled(row, "config"),
      allowOverlappingExecution: String(truth(row, "allow_overlapping_execution")),
      errorIntegration: filled(row, "error_integration"),
      comment: filled(row, "comment"),
      fullyQualifiedName: place.full,
      showOutputs: [outputRow(row)],
    };
  },
  async update(id, { changed, olds, news }, call) {
    const alter = `ALTER TASK ${id}`;
    const before = strings(olds.afters).map(quoted);
    const after = strings(news.afters).map(quoted);
    const roots = [olds.finalize, news.finalize].flatMap((root) =>
      str(root) === undefined ? [] : [quoted(str(root) ?? "")],
    );
    await whileSuspended([id, ...before, ...after, ...roots], id, call, async () => {
      if (changed.has("started") && news.started !== true) await call.sql(`${alter} SUSPEND`);
      else if (olds.started === true) await call.sql(`${alter} SUSPEND`);
      const set = (property: string, key: string, value: string | undefined): Promise<unknown> =>
        changed.has(property)
          ? call.sql(`${alter} ${value === undefined ? `UNSET ${key}` : `SET ${key} = ${value}`}`)
          : Promise.resolve();
      const warehouse = str(news.warehouse);
      const schedule = scheduleOf(news);
      const config = str(news.config);
      const root = str(news.finalize);
      await set(
        "warehouse",
        "WAREHOUSE",
        warehouse === undefined ? undefined : ident(partsOf(warehouse).join(".")),
      );
      // A task has a schedule or predecessors: what it loses goes first.
      if (schedule === undefined) await set("schedule", "SCHEDULE", undefined);
      const removed = before.filter((name) => !after.includes(name));
      if (removed.length > 0) await call.sql(`${alter} REMOVE AFTER ${removed.join(", ")}`);
      if (root === undefined) await set("finalize", "FINALIZE", undefined);
      const added = after.filter((name) => !before.includes(name));
      if (added.length > 0) await call.sql(`${alter} ADD AFTER ${added.join(", ")}`);
      if (root !== undefined) await set("finalize", "FINALIZE", quoted(root));
      if (schedule !== undefined) await set("schedule", "SCHEDULE", literal(schedule));
      await set("config", "CONFIG", config === undefined ? undefined : `$$${config}$$`);
      for (const sql of alterations(alter, settings, news, changed)) await call.sql(sql);
      const when = str(news.when);
      if (changed.has("when"))
        await call.sql(`${alter} ${when === undefined ? "REMOVE WHEN" : `MODIFY WHEN ${when}`}`);
      if (changed.has("sqlStatement")) await call.sql(`${alter} MODIFY AS ${need(news, "sqlStatement")}`);
      if (news.started === true) await call.sql(`${alter} RESUME`);
    });
    return undefined;
  },
  async delete(id, state, call) {
    const root = str(state.inputs.finalize);
    const above = [id, ...(root === undefined ? [] : [quoted(root)])];
    await whileSuspended(above, id, call, () => drop(call, "TASK", placeOf(id).full));
  },
});
