import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import type { Bag } from "../../framework";
import { nameParts } from "../names";
import { cell, type Session, StatementFailed } from "../session";

export interface Live extends Bag {
  readonly iamUserArn: string;
}

function literally(name: string): string {
  return quoteString(name.replaceAll("\\", "\\\\").replaceAll("_", "\\_").replaceAll("%", "\\%"));
}

/** The integration as DESCRIBE and SHOW tell it, or undefined. */
export async function describe(session: Session, name: string): Promise<Live | undefined> {
  const shown = (await session.run(`SHOW STORAGE INTEGRATIONS LIKE ${literally(name)}`)).find(
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
    usePrivatelinkEndpoint: value("USE_PRIVATELINK_ENDPOINT").toLowerCase() === "true",
    comment: optional(value("COMMENT") === "" ? cell(shown, "comment") : value("COMMENT")),
    createdOn: cell(shown, "created_on"),
  };
}

/** What holds a stage: this integration, something else or nothing any more, or the stage does not exist (yet). */
export type Hold = "associated" | "cut off" | "absent";

export async function holdOf(session: Session, stage: string, integration: string): Promise<Hold> {
  const [database = "", schema = "", name = ""] = nameParts(stage);
  const within = [database, schema].map(quoteIdentifier).join(".");
  try {
    const rows = await session.run(`SHOW STAGES LIKE ${literally(name)} IN SCHEMA ${within}`);
    const row = rows.find((each) => cell(each, "name") === name);
    if (row === undefined) return "absent";
    return cell(row, "storage_integration") === integration ? "associated" : "cut off";
  } catch (error) {
    if (error instanceof StatementFailed && error.missing) return "absent";
    throw error;
  }
}

/** Associates the stages that are cut off. Answers their names. */
export async function associate(
  session: Session,
  stages: readonly string[],
  integration: string,
): Promise<string[]> {
  const done: string[] = [];
  for (const stage of stages) {
    if ((await holdOf(session, stage, integration)) !== "cut off") continue;
    const name = nameParts(stage).map(quoteIdentifier).join(".");
    await session.run(`ALTER STAGE ${name} SET STORAGE_INTEGRATION = ${quoteIdentifier(integration)}`);
    done.push(stage);
  }
  return done;
}
