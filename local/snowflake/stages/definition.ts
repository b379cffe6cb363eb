import type { CatalogObject, Json } from "../core/cloud";

export type FormatOptions = Readonly<Record<string, Json>>;

/** What a STAGE object says, read from its catalog properties. */
export interface StageDefinition {
  /** Absent for an internal stage. */
  readonly url: string | undefined;
  /** Hidden id of the storage integration: a replaced integration is another one. */
  readonly integrationId: number | undefined;
  readonly fileFormat: { readonly name: string | undefined; readonly options: FormatOptions };
  readonly copyOptions: FormatOptions;
  readonly encryption: FormatOptions;
}

const record = (value: Json | undefined): FormatOptions =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as FormatOptions) : {};

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const without = (options: FormatOptions, key: string): FormatOptions =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name !== key));

export function stageDefinition(stage: CatalogObject): StageDefinition {
  const p = stage.properties;
  const integration = p["STORAGE_INTEGRATION_ID"];
  const format = record(p["FILE_FORMAT"]);
  return {
    url: textOf(p["URL"]),
    integrationId: typeof integration === "number" ? integration : undefined,
    fileFormat: { name: textOf(format["FORMAT_NAME"]), options: without(format, "FORMAT_NAME") },
    copyOptions: record(p["COPY_OPTIONS"]),
    encryption: record(p["ENCRYPTION"]),
  };
}

/** What a STORAGE INTEGRATION object says. */
export interface IntegrationDefinition {
  readonly enabled: boolean;
  readonly roleArn: string;
  readonly externalId: string;
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
}

const list = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === "string" && value !== "" ? [value] : [];

export function integrationDefinition(integration: CatalogObject): IntegrationDefinition {
  const p = integration.properties;
  return {
    enabled: p["ENABLED"] === true,
    roleArn: textOf(p["STORAGE_AWS_ROLE_ARN"]) ?? "",
    externalId: textOf(p["STORAGE_AWS_EXTERNAL_ID"]) ?? "",
    allowed: list(p["STORAGE_ALLOWED_LOCATIONS"]),
    blocked: list(p["STORAGE_BLOCKED_LOCATIONS"]),
  };
}

/** A FILE FORMAT object's type and explicitly given options. */
export const fileFormatDefinition = (format: CatalogObject): FormatOptions => format.properties;
