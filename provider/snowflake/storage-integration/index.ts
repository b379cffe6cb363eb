import { checkArn, Problems } from "../../../blueprints/checks";
import { identifierLimit, quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import {
  type Bag,
  type Call,
  flag,
  type Problem,
  type Property,
  type ResourceType,
  type State,
  text,
  textOf,
  texts,
} from "../../framework";
import { cell, type OpenSession, type Session, StatementFailed } from "../session";

const words = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "string",
  description,
  ...extra,
});
const locations = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "array",
  items: words("`s3://bucket/path/`, or `*`."),
  description,
  ...extra,
});

const inputs: Readonly<Record<string, Property>> = {
  name: words("Name of the integration, taken literally.", { required: true, change: "replace" }),
  allowedLocations: locations("Locations stages may use.", { required: true }),
  blockedLocations: locations("Locations stages may not use."),
  roleArn: words("Role Snowflake assumes.", { required: true }),
  externalId: words("Id the role's trust demands.", { required: true }),
  enabled: { type: "boolean", description: "Whether stages may use it.", default: true },
  comment: words("Comment."),
  objectAcl: words("Access control of objects Snowflake writes.", { allowed: ["bucket-owner-full-control"] }),
  role: words("Role that creates and owns the integration.", { change: "replace" }),
};

const outputs: Readonly<Record<string, Property>> = {
  iamUserArn: words("IAM user Snowflake assumes the role with."),
  hiddenId: words("Changes when the integration is created anew."),
};

/** `floe:snowflake:StorageIntegration`. Its id is its name. */
export function storageIntegration(open: OpenSession): ResourceType {
  return {
    token: "floe:snowflake:StorageIntegration",
    description: "A storage integration for S3 that is altered in place, never created anew by an update.",
    inputs,
    outputs,
    check,
    // The order of locations means nothing.
    same: (property, old, value) =>
      property.endsWith("Locations") &&
      JSON.stringify(texts(old).sort()) === JSON.stringify(texts(value).sort()),
    deleteBeforeReplace: (olds, news) => olds.name === news.name,
    async create(news, call) {
      const session = await open(call, text(news.role));
      const name = textOf(news.name);
      try {
        await session.run(createSql(news));
      } catch (error) {
        if (!(error instanceof StatementFailed && error.exists)) throw error;
        await adopt(session, name, news);
      }
      return settled(session, name, news);
    },
    async update(id, olds, news, call) {
      const session = await open(call, text(news.role));
      for (const sql of alterSql(id, olds.inputs, news)) await session.run(sql);
      return settled(session, id, news);
    },
    read: (id, state, call) => read(open, id, state, call),
    async delete(state, call) {
      const session = await open(call, text(state.inputs.role) ?? text(state.outputs.role));
      await session.run(`DROP INTEGRATION IF EXISTS ${quoteIdentifier(state.id)}`);
    },
  };
}

/** One that a cut-off creation left is taken; any other of this name is somebody's. */
async function adopt(session: Session, name: string, news: Bag): Promise<void> {
  const live = await describe(session, name);
  const mine = live !== undefined && live.roleArn === news.roleArn && live.externalId === news.externalId;
  if (!mine) {
    throw new Error(
      `storage integration ${name} exists already with another role or external id: import it by its name, or choose another`,
    );
  }
  for (const sql of alterSql(name, live, news)) await session.run(sql);
}

function check(news: Bag): Problem[] {
  const problems = new Problems();
  const name = text(news.name);
  if (name !== undefined && (name === "" || name.length > identifierLimit)) {
    problems.add("name", `must be 1 to ${identifierLimit} characters`, "choose another name");
  }
  checkArn(problems, "roleArn", text(news.roleArn), "role");
  const id = text(news.externalId);
  if (id !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(id)) {
    problems.add("externalId", "must be 2 to 1224 letters, digits or + = , . @ : / -", "choose another id");
  }
  for (const key of ["allowedLocations", "blockedLocations"]) {
    texts(news[key]).forEach((location, index) => {
      const fits =
        location === "*"
          ? key === "allowedLocations"
          : /^s3(china|gov)?:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/\S*$/.test(location);
      problems.require(
        fits,
        `${key}[${index}]`,
        "must be an S3 location with a path",
        "write it like s3://bucket/path/",
      );
    });
  }
  if (Array.isArray(news.allowedLocations) && news.allowedLocations.length === 0) {
    problems.add("allowedLocations", "must hold at least one location", "add one, such as s3://bucket/path/");
  }
  return problems.found.map(({ argument, rule, fix }) => ({
    property: argument,
    reason: `${rule}. Fix: ${fix}`,
  }));
}

function list(values: readonly string[]): string {
  return `(${values.map(quoteString).join(", ")})`;
}

function createSql(news: Bag): string {
  return [
    `CREATE STORAGE INTEGRATION ${quoteIdentifier(textOf(news.name))}`,
    "TYPE = EXTERNAL_STAGE",
    "STORAGE_PROVIDER = 'S3'",
    ...settings(news),
    ...(texts(news.blockedLocations).length === 0
      ? []
      : [`STORAGE_BLOCKED_LOCATIONS = ${list(texts(news.blockedLocations))}`]),
    ...(text(news.objectAcl) === undefined
      ? []
      : [`STORAGE_AWS_OBJECT_ACL = ${quoteString(textOf(news.objectAcl))}`]),
    ...(text(news.comment) === undefined ? [] : [`COMMENT = ${quoteString(textOf(news.comment))}`]),
  ].join(" ");
}

function settings(news: Bag): string[] {
  return [
    `ENABLED = ${flag(news.enabled) === false ? "FALSE" : "TRUE"}`,
    `STORAGE_AWS_ROLE_ARN = ${quoteString(textOf(news.roleArn))}`,
    `STORAGE_AWS_EXTERNAL_ID = ${quoteString(textOf(news.externalId))}`,
    `STORAGE_ALLOWED_LOCATIONS = ${list(texts(news.allowedLocations))}`,
  ];
}

/** One statement for what is set, one for what is no longer. */
function alterSql(name: string, olds: Bag, news: Bag): string[] {
  const set: string[] = [];
  const unset: string[] = [];
  const changed = (key: string) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]);
  if (["enabled", "roleArn", "externalId", "allowedLocations"].some(changed)) set.push(...settings(news));
  const optional: readonly [string, string, string | undefined][] = [
    [
      "blockedLocations",
      "STORAGE_BLOCKED_LOCATIONS",
      texts(news.blockedLocations).length === 0 ? undefined : list(texts(news.blockedLocations)),
    ],
    ["objectAcl", "STORAGE_AWS_OBJECT_ACL", quoted(news.objectAcl)],
    ["comment", "COMMENT", quoted(news.comment)],
  ];
  for (const [key, option, value] of optional) {
    if (!changed(key)) continue;
    if (value === undefined) unset.push(option);
    else set.push(`${option} = ${value}`);
  }
  const alter = `ALTER STORAGE INTEGRATION ${quoteIdentifier(name)}`;
  return [
    ...(set.length === 0 ? [] : [`${alter} SET ${set.join(" ")}`]),
    ...unset.map((option) => `${alter} UNSET ${option}`),
  ];
}

function quoted(value: Bag[string]): string | undefined {
  return text(value) === undefined ? undefined : quoteString(textOf(value));
}

interface Live extends Bag {
  readonly iamUserArn: string;
}

/** The integration as DESCRIBE and SHOW tell it, or undefined. */
async function describe(session: Session, name: string): Promise<Live | undefined> {
  const like = name.replaceAll("\\", "\\\\").replaceAll("_", "\\_").replaceAll("%", "\\%");
  const shown = (await session.run(`SHOW STORAGE INTEGRATIONS LIKE ${quoteString(like)}`)).find(
    (row) => cell(row, "name") === name,
  );
  if (shown === undefined) return undefined;
  const rows = await session.run(`DESCRIBE INTEGRATION ${quoteIdentifier(name)}`);
  const value = (property: string) => {
    const row = rows.find((candidate) => cell(candidate, "property") === property);
    return cell(row, "property_value");
  };
  const optional = (content: string) => (content === "" ? undefined : content);
  const split = (content: string) => (content === "" ? undefined : content.split(","));
  return {
    name,
    enabled: value("ENABLED").toLowerCase() === "true",
    roleArn: value("STORAGE_AWS_ROLE_ARN"),
    externalId: value("STORAGE_AWS_EXTERNAL_ID"),
    iamUserArn: value("STORAGE_AWS_IAM_USER_ARN"),
    allowedLocations: split(value("STORAGE_ALLOWED_LOCATIONS")) ?? [],
    blockedLocations: split(value("STORAGE_BLOCKED_LOCATIONS")),
    objectAcl: optional(value("STORAGE_AWS_OBJECT_ACL")),
    comment: optional(value("COMMENT") === "" ? cell(shown, "comment") : value("COMMENT")),
    createdOn: cell(shown, "created_on"),
  };
}

async function settled(session: Session, name: string, news: Bag): Promise<State> {
  const live = await describe(session, name);
  if (live === undefined)
    throw new Error(
      `storage integration ${name} was made but the role cannot see it: grant it USAGE on the integration`,
    );
  return { id: name, inputs: news, outputs: outputsOf(live) };
}

function outputsOf(live: Live): Bag {
  // Snowflake does not tell an integration's hidden id; the moment of its creation stands for it.
  return { iamUserArn: live.iamUserArn, hiddenId: live.createdOn };
}

async function read(
  open: OpenSession,
  id: string,
  state: State | undefined,
  call: Call,
): Promise<State | undefined> {
  const session = await open(call, text(state?.inputs.role));
  const live = await describe(session, id);
  if (live === undefined) return undefined;
  const found: Record<string, Bag[string]> = {};
  for (const key of Object.keys(inputs)) {
    const held = state?.inputs[key];
    const isSame =
      key.endsWith("Locations") &&
      JSON.stringify(texts(held).sort()) === JSON.stringify(texts(live[key]).sort());
    found[key] = key === "role" || isSame ? held : live[key];
  }
  return { id, inputs: found, outputs: outputsOf(live) };
}
