/** Whether a topic's policy lets a user subscribe. */
export function allowsSubscribe(policy: string | undefined, user: string, topic: string): boolean {
  if (policy === undefined || policy === "") return false;
  const { Statement } = JSON.parse(policy) as { Statement?: unknown };
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as (PolicyStatement | undefined)[];
  const meant = statements.filter((statement) => statement !== undefined && concerns(statement, user, topic));
  return (
    meant.some((statement) => statement?.Effect === "Allow") &&
    !meant.some((statement) => statement?.Effect === "Deny")
  );
}

interface PolicyStatement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "i",
  ).test(text);

function concerns(statement: PolicyStatement, user: string, topic: string): boolean {
  // A condition (such as SNS's default one on the owner) is about somebody else than the Snowflake account.
  if (statement.Condition !== undefined) return false;
  const principals =
    typeof statement.Principal === "string" ? [statement.Principal] : list(statement.Principal?.["AWS"]);
  const root = user.replace(/:user\/.*$/, ":root");
  return (
    principals.some((principal) => principal === "*" || principal === user || principal === root) &&
    list(statement.Action).some((action) => matches(action, "sns:Subscribe")) &&
    list(statement.Resource).some((resource) => matches(resource, topic))
  );
}
