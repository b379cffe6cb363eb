import type { Catalog, CatalogObject, Json, Path } from "../core/cloud";
import { notFound, SnowflakeError, unsupported } from "../core/errors";
import { instant, text } from "../core/result";
import type { OptionTable, OptionType } from "../ddl/options";
import { formatPath, parseName } from "../ddl/names";
import {
  boolean,
  group,
  identifier,
  integer,
  nameText,
  nullable,
  oneOf,
  string,
  text as word,
} from "../ddl/types";
import { checkFileFormat, fileFormatOptions } from "./file-format-options";
import type { KindContext, ObjectKind, Properties } from "./kind";
import { describeStage } from "./stage-rows";
import {
  createdOn,
  flagOf,
  groupOf,
  isGroup,
  listOf,
  numberOf,
  ownerType,
  rejected,
  textOf,
  yesNo,
} from "./values";

const fileFormatGroup = group({ ...fileFormatOptions, FORMAT_NAME: nameText }, "FILE_FORMAT");

/** `FILE_FORMAT = ( ... )`, or a format's name alone. */
const fileFormat: OptionType = (value, name): Json =>
  value.kind === "string" || value.kind === "word"
    ? { FORMAT_NAME: nameText(value, name) }
    : fileFormatGroup(value, name);

const copyOptions = group(
  {
    ON_ERROR: word,
    SIZE_LIMIT: nullable(integer()),
    PURGE: boolean,
    RETURN_FAILED_ONLY: boolean,
    MATCH_BY_COLUMN_NAME: oneOf(["CASE_SENSITIVE", "CASE_INSENSITIVE", "NONE"]),
    ENFORCE_LENGTH: boolean,
    TRUNCATECOLUMNS: boolean,
    FORCE: boolean,
  },
  "COPY_OPTIONS",
);

const options: OptionTable = {
  URL: string,
  STORAGE_INTEGRATION: nullable(identifier),
  CREDENTIALS: group(
    { AWS_KEY_ID: string, AWS_SECRET_KEY: string, AWS_TOKEN: string, AWS_ROLE: string },
    "CREDENTIALS",
  ),
  ENCRYPTION: group(
    {
      TYPE: oneOf(["SNOWFLAKE_FULL", "SNOWFLAKE_SSE", "AWS_SSE_S3", "AWS_SSE_KMS", "AWS_CSE", "NONE"]),
      KMS_KEY_ID: string,
      MASTER_KEY: string,
    },
    "ENCRYPTION",
  ),
  DIRECTORY: group(
    { ENABLE: boolean, AUTO_REFRESH: boolean, REFRESH_ON_CREATE: boolean, AWS_SNS_TOPIC: string },
    "DIRECTORY",
  ),
  FILE_FORMAT: fileFormat,
  COPY_OPTIONS: copyOptions,
  USE_PRIVATELINK_ENDPOINT: boolean,
};

/** The stage's storage integration. Throws 003139 when that very integration, by hidden id, is gone: replaced or dropped. */
export function stageIntegration(catalog: Catalog, stage: CatalogObject): CatalogObject | undefined {
  const id = numberOf(stage, "STORAGE_INTEGRATION_ID");
  if (id === undefined) return undefined;
  const integration = catalog.byId(id);
  if (integration === undefined)
    throw new SnowflakeError(
      "003139",
      "42601",
      `SQL compilation error:\nIntegration associated with the stage '${formatPath(stage.path)}' cannot be found. It was dropped or replaced: associate the stage again with ALTER STAGE .. SET STORAGE_INTEGRATION.`,
    );
  return integration;
}

/** Whether a location lies under a prefix of the list. */
const covers = (prefixes: readonly string[], url: string): boolean =>
  prefixes.some((prefix) => prefix === "*" || withSlash(url).startsWith(withSlash(prefix)));

const withSlash = (url: string): string => (url.endsWith("/") ? url : `${url}/`);

function checkLocation(url: string, integration: CatalogObject): void {
  const allowed = covers(listOf(integration, "STORAGE_ALLOWED_LOCATIONS"), url);
  const blocked = covers(listOf(integration, "STORAGE_BLOCKED_LOCATIONS"), url);
  if (!allowed || blocked)
    throw new SnowflakeError(
      "003140",
      "42601",
      `SQL compilation error:\nLocation '${url}' is not allowed by integration '${integration.path[0] ?? ""}'. Please use DESC INTEGRATION to check out allowed and blocked locations.`,
    );
}

/** Replaces the integration's name by its hidden id, after checking that the session may use it. */
function bind(properties: Properties, context: KindContext, before: CatalogObject | undefined): Properties {
  const { STORAGE_INTEGRATION: name, ...settled } = properties;
  if (name === null) delete settled["STORAGE_INTEGRATION_ID"];
  if (typeof name === "string") {
    context.access.require(context.session, "USAGE", "INTEGRATION", [name]);
    const integration = context.catalog.get("INTEGRATION", [name]);
    if (integration.kind !== "STORAGE INTEGRATION")
      throw rejected(`integration '${name}' is not a storage integration`);
    settled["STORAGE_INTEGRATION_ID"] = integration.id;
  }
  const touched = name !== undefined || settled["URL"] !== before?.properties["URL"];
  const linked = numberOf({ properties: settled }, "STORAGE_INTEGRATION_ID");
  const integration = linked === undefined ? undefined : context.catalog.byId(linked);
  const url = textOf({ properties: settled }, "URL");
  if (touched && integration !== undefined && url !== undefined) checkLocation(url, integration);
  if (integration !== undefined && url === undefined) throw rejected("STORAGE_INTEGRATION needs a URL");
  return settled;
}

function checkStage(properties: Properties): void {
  const holder = { properties };
  const url = textOf(holder, "URL");
  if (url !== undefined && !/^s3(gov|china)?:\/\/[^/]+(\/.*)?$/.test(url))
    throw url.startsWith("gcs:") || url.startsWith("azure:")
      ? unsupported(`stage URL '${url}' (the local cloud has S3 only)`)
      : rejected(`invalid URL prefix found in: '${url}'; 's3://<bucket>/<path>/' is needed`);
  const encryption = textOf({ properties: groupOf(holder, "ENCRYPTION") }, "TYPE");
  if (encryption === "AWS_CSE") throw unsupported("ENCRYPTION = (TYPE = 'AWS_CSE')");
  if (
    encryption !== undefined &&
    encryption.startsWith("SNOWFLAKE_") !== (url === undefined) &&
    encryption !== "NONE"
  )
    throw rejected(
      `ENCRYPTION of TYPE '${encryption}' is not for ${url === undefined ? "internal" : "external"} stages`,
    );
  if (url === undefined && isGroup(properties["CREDENTIALS"])) throw rejected("CREDENTIALS need a URL");
  if (flagOf({ properties: groupOf(holder, "DIRECTORY") }, "AUTO_REFRESH"))
    throw unsupported("DIRECTORY = (AUTO_REFRESH = TRUE)");
  if (properties["USE_PRIVATELINK_ENDPOINT"] === true) throw unsupported("USE_PRIVATELINK_ENDPOINT = TRUE");
  const { FORMAT_NAME, ...format } = groupOf(holder, "FILE_FORMAT");
  if (FORMAT_NAME !== undefined && Object.keys(format).length > 0)
    throw rejected("FORMAT_NAME and other file format options exclude each other");
  if (FORMAT_NAME === undefined) checkFileFormat(format);
}

/** What a stage says; what it does is in stages/. */
export const stage: ObjectKind = {
  name: "STAGE",
  plural: "STAGES",
  title: "Stage area",
  scope: "schema",
  privileges: ["READ", "USAGE", "WRITE"],
  modifiers: ["TEMPORARY", "TEMP", "SCOPED"],
  orAlter: true,
  options,
  complete: (properties, context) => {
    const settled = bind(properties, context, context.before);
    checkStage(settled);
    const name = textOf({ properties: groupOf({ properties: settled }, "FILE_FORMAT") }, "FORMAT_NAME");
    return name === undefined
      ? settled
      : { ...settled, FILE_FORMAT: { FORMAT_NAME: qualify(name, context) } };
  },
  show: {
    columns: [
      instant("created_on"),
      text("name"),
      text("database_name"),
      text("schema_name"),
      text("url"),
      text("has_credentials"),
      text("has_encryption_key"),
      text("owner"),
      text("comment"),
      text("region"),
      text("type"),
      text("cloud"),
      text("notification_channel"),
      text("storage_integration"),
      text("endpoint"),
      text("owner_role_type"),
      text("directory_enabled"),
    ],
    row: (object, { catalog }) => {
      const url = textOf(object, "URL");
      const linked = numberOf(object, "STORAGE_INTEGRATION_ID");
      const sse = textOf({ properties: groupOf(object, "ENCRYPTION") }, "TYPE") === "SNOWFLAKE_SSE";
      return [
        createdOn(object),
        object.path[2] ?? "",
        object.path[0] ?? "",
        object.path[1] ?? "",
        url ?? "",
        yesNo(isGroup(object.properties["CREDENTIALS"])),
        yesNo(textOf({ properties: groupOf(object, "ENCRYPTION") }, "MASTER_KEY") !== undefined),
        object.owner,
        object.comment,
        url === undefined ? null : "us-east-1",
        url === undefined ? (sse ? "INTERNAL NO CSE" : "INTERNAL") : "EXTERNAL",
        url === undefined ? null : "AWS",
        null,
        linked === undefined ? null : (catalog.byId(linked)?.path[0] ?? null),
        null,
        ownerType(object),
        yesNo(flagOf({ properties: groupOf(object, "DIRECTORY") }, "ENABLE")),
      ];
    },
  },
  describe: describeStage,
};

/** A format's name is completed from the session's schema, else from the stage's own, and must exist. */
function qualify(name: string, { catalog, session, path }: KindContext & { readonly path: Path }): string {
  const parts = parseName(name);
  const current = [session.database, session.schema].filter((part) => part !== undefined);
  const own = [...path.slice(0, 3 - parts.length), ...parts];
  const wanted = current.length === 2 ? [...current.slice(0, 3 - parts.length), ...parts] : own;
  const found = catalog.find("FILE FORMAT", wanted) ?? catalog.find("FILE FORMAT", own);
  if (found === undefined) throw notFound("File format", formatPath(wanted));
  return formatPath(found.path);
}
