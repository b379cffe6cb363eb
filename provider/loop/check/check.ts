import { checkInteger, Problems } from "../../../blueprints/checks";
import { isMarked, placeholderProblem } from "../../../blueprints/marks";
import {
  type Bag,
  bag,
  isOpen,
  list,
  number,
  type Problem,
  reported,
  text,
  textOf,
  texts,
} from "../../framework";
import { nameParts } from "../../snowflake/names";

type Unknown = ReadonlySet<string>;

/** Rules beyond the table. */
export function checkInputs(news: Bag, unknown: Unknown): Problem[] {
  const problems = new Problems();
  checkNames(problems, news);
  checkPrivileges(problems, news, unknown);
  checkInteger(problems, "timeoutSeconds", number(news.timeoutSeconds), {
    min: 1,
    max: 86_400,
    unit: "seconds",
  });
  checkInteger(problems, "quietSeconds", number(news.quietSeconds), { min: 0, max: 3_600, unit: "seconds" });
  const machine = text(bag(news.scoring).stateMachineArn);
  problems.require(
    machine === undefined ||
      /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[\w-]{1,80}$/.test(machine),
    "scoring.stateMachineArn",
    "must be the ARN of a state machine",
    "write it like arn:aws:states:us-east-1:123456789012:stateMachine:name",
  );
  checkRows(problems, news, unknown);
  checkKey(problems, news, unknown);
  const legs = ["privileges", "integration", "stages", "features", "unload", "scoring", "ingest"];
  problems.require(
    legs.some((leg) => news[leg] !== undefined || isOpen(unknown, leg)),
    "",
    "no leg is named, so nothing would be checked",
    `give at least one of ${legs.join(", ")}`,
  );
  return reported(problems);
}

function checkNames(problems: Problems, news: Bag): void {
  const named: [string, string | undefined][] = texts(news.stages).map((stage, index) => [
    `stages[${index}]`,
    stage,
  ]);
  for (const [leg, members] of [
    ["features", ["rootTask", "stream", "table"]],
    ["unload", ["rootTask", "stream", "stage", "manifestStage"]],
    ["ingest", ["pipe", "stage", "table"]],
  ] as const) {
    for (const member of members) named.push([`${leg}.${member}`, text(bag(news[leg])[member])]);
  }
  list(news.rows).forEach((row, index) => named.push([`rows[${index}].table`, text(bag(row).table)]));
  for (const [argument, name] of named) {
    problems.require(
      name === undefined || parts(name) === 3,
      argument,
      "must be a qualified name with database, schema and name",
      'write it like "DB"."SCHEMA"."NAME"',
    );
  }
}

function parts(name: string): number {
  try {
    return nameParts(name).filter((part) => part !== "").length;
  } catch {
    return 0;
  }
}

function checkPrivileges(problems: Problems, news: Bag, unknown: Unknown): void {
  list(news.privileges).forEach((item, index) => {
    const at = `privileges[${index}]`;
    const { on, name, privileges } = bag(item);
    const account = textOf(on).toLowerCase() === "account";
    if (text(on) !== undefined && !isOpen(unknown, `${at}.name`)) {
      problems.require(
        account ? name === undefined : text(name) !== undefined,
        `${at}.name`,
        account ? "names an object, but the privileges are on the account" : "is required",
        account ? "remove the name" : "name the object",
      );
    }
    problems.require(
      privileges === undefined || list(privileges).length > 0,
      `${at}.privileges`,
      "is empty",
      "name at least one privilege",
    );
  });
}

function checkRows(problems: Problems, news: Bag, unknown: Unknown): void {
  const rows = list(news.rows);
  rows.forEach((row, index) => {
    const values = bag(bag(row).values);
    const at = `rows[${index}].values`;
    for (const [column, value] of Object.entries(values)) checkText(problems, `${at}.${column}`, value);
    if (isOpen(unknown, at)) return;
    problems.require(
      Object.values(values).some(isMarked),
      at,
      "no value holds a placeholder, so the row could not be told from others when it is removed",
      "put {number} or {marker} into a column, such as the one that identifies the row",
    );
  });
  if (rows.length === 0) return;
  for (const [leg, member] of [
    ["features", "table"],
    ["unload", "stage"],
    ["ingest", "table"],
  ] as const) {
    if (isOpen(unknown, leg)) continue;
    problems.require(
      text(bag(news[leg])[member]) !== undefined,
      `${leg}.${member}`,
      "is required with rows, which are followed through it",
      "name it, or leave out rows",
    );
  }
}

function checkKey(problems: Problems, news: Bag, unknown: Unknown): void {
  const key = list(news.key);
  const rows = list(news.rows).length > 0 || isOpen(unknown, "rows");
  if (!rows) {
    problems.require(key.length === 0, "key", "is of no use without rows", "add rows, or remove it");
    return;
  }
  key.forEach((part, index) => checkText(problems, `key[${index}].value`, bag(part).value));
  if (isOpen(unknown, "key")) return;
  problems.require(
    key.some((part) => isMarked(bag(part).value)),
    "key",
    "no column's value holds a placeholder, so the feature row could be somebody's",
    "name the key's columns, and put the placeholder of the rows where it ends up",
  );
}

/** Reads no value into the message: a row may hold a secret. */
function checkText(problems: Problems, argument: string, value: unknown): void {
  if (typeof value === "object") {
    problems.add(argument, "must be a text, a number or a boolean", "write one value");
  }
  if (typeof value !== "string") return;
  const wrong = placeholderProblem(value);
  if (wrong !== undefined) problems.add(argument, wrong, "correct the placeholder");
}
