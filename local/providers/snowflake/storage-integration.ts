import type { Bag } from "../../../provider/framework/resource";
import { fixed, flag, text, texts } from "../common/properties";
import { need, str, strings } from "../common/values";
import { fullName, snowflake } from "./define";
import { cell, filled, truth } from "./rows";
import { drop, showRow } from "./show";
import { ident, literal, literals, partsOf } from "./sql";

const locations = (text: string | undefined): string[] =>
  text === undefined ? [] : text.split(",").map((one) => one.trim());

const settings = (inputs: Bag, only?: ReadonlySet<string>): string[] => {
  const wants = (property: string): boolean => only?.has(property) ?? inputs[property] !== undefined;
  const parts: string[] = [];
  if (only !== undefined && (wants("storageAwsRoleArn") || wants("storageAwsObjectAcl"))) {
    parts.push(`STORAGE_AWS_ROLE_ARN = ${literal(str(inputs.storageAwsRoleArn) ?? "")}`);
    if (inputs.storageAwsObjectAcl !== undefined)
      parts.push(`STORAGE_AWS_OBJECT_ACL = ${literal(need(inputs, "storageAwsObjectAcl"))}`);
  }
  if (wants("enabled")) parts.push(`ENABLED = ${String(inputs.enabled !== false)}`);
  if (wants("storageAllowedLocations"))
    parts.push(`STORAGE_ALLOWED_LOCATIONS = ${literals(inputs.storageAllowedLocations)}`);
  if (wants("storageBlockedLocations") && strings(inputs.storageBlockedLocations).length > 0) {
    parts.push(`STORAGE_BLOCKED_LOCATIONS = ${literals(inputs.storageBlockedLocations)}`);
  }
  if (wants("comment")) parts.push(`COMMENT = ${literal(str(inputs.comment) ?? "")}`);
  return parts;
};

export const storageIntegration = snowflake({
  token: "snowflake:index/storageIntegration:StorageIntegration",
  description: "Access of Snowflake to a bucket by a role of AWS.",
  status: "simulated",
  note: "storage providers S3, S3GOV and S3CHINA",
  feature: "snowflake_storage_integration_resource",
  inputs: {
    ...fixed({
      name: text("Name of the integration."),
      type: text("Kind of integration.", { default: "EXTERNAL_STAGE", allowed: ["EXTERNAL_STAGE"] }),
      storageProvider: text("Cloud of the storage.", {
        required: true,
        allowed: ["S3", "S3GOV", "S3CHINA", "s3", "s3gov", "s3china"],
        caseless: true,
      }),
    }),
    enabled: flag("Whether it may be used.", { default: true }),
    comment: text("Comment."),
    storageAllowedLocations: texts("Where it may read and write.", { required: true }),
    storageBlockedLocations: texts("Where it must not."),
    storageAwsRoleArn: text("ARN of the role that Snowflake assumes."),
    storageAwsObjectAcl: text("ACL of written objects.", { allowed: ["bucket-owner-full-control"] }),
  },
  unsupported: ["azureTenantId"],
  outputs: {
    ...fullName,
    createdOn: text("When it was made."),
    storageAwsExternalId: text("External id that Snowflake gives when it assumes the role."),
    storageAwsIamUserArn: text("User that assumes the role."),
    azureConsentUrl: text("Of Azure."),
    azureMultiTenantAppName: text("Of Azure."),
    storageGcpServiceAccount: text("Of Google Cloud."),
  },
  naming: { property: "name", longest: 255 },
  check(inputs, unknown) {
    if (inputs.storageAwsRoleArn !== undefined || unknown.has("storageAwsRoleArn")) return [];
    return [{ property: "storageAwsRoleArn", reason: "is required for the S3 storage provider" }];
  },
  derive: ({ name }) =>
    str(name) === undefined ? {} : { fullyQualifiedName: ident(need({ name }, "name")) },
  async create(inputs, call) {
    const name = partsOf(need(inputs, "name")).join(".");
    const acl = str(inputs.storageAwsObjectAcl);
    await call.sql(
      [
        `CREATE STORAGE INTEGRATION ${ident(name)} TYPE = EXTERNAL_STAGE`,
        `STORAGE_PROVIDER = ${literal(need(inputs, "storageProvider").toUpperCase())}`,
        `STORAGE_AWS_ROLE_ARN = ${literal(need(inputs, "storageAwsRoleArn"))}`,
        ...(acl === undefined ? [] : [`STORAGE_AWS_OBJECT_ACL = ${literal(acl)}`]),
        ...settings(inputs),
      ].join(" "),
    );
    return name;
  },
  async read(id, call) {
    const name = partsOf(id).join(".");
    const row = await showRow(call, "STORAGE INTEGRATIONS", name);
    if (row === undefined) return undefined;
    const rows = await call.sql(`DESCRIBE STORAGE INTEGRATION ${ident(name)}`);
    const described = new Map(rows.map((one) => [cell(one, "property"), filled(one, "property_value")]));
    return {
      id: name,
      name,
      type: "EXTERNAL_STAGE",
      enabled: truth(row, "enabled"),
      comment: filled(row, "comment"),
      createdOn: cell(row, "created_on"),
      fullyQualifiedName: ident(name),
      storageProvider: described.get("STORAGE_PROVIDER"),
      storageAllowedLocations: locations(described.get("STORAGE_ALLOWED_LOCATIONS")),
      storageBlockedLocations: locations(described.get("STORAGE_BLOCKED_LOCATIONS")),
      storageAwsRoleArn: described.get("STORAGE_AWS_ROLE_ARN"),
      storageAwsObjectAcl: described.get("STORAGE_AWS_OBJECT_ACL"),
      storageAwsExternalId: described.get("STORAGE_AWS_EXTERNAL_ID"),
      storageAwsIamUserArn: described.get("STORAGE_AWS_IAM_USER_ARN"),
      azureConsentUrl: "",
      azureMultiTenantAppName: "",
      storageGcpServiceAccount: "",
    };
  },
  async update(id, { changed, news }, call) {
    const alter = `ALTER STORAGE INTEGRATION ${ident(id)}`;
    for (const [property, key] of [
      ["storageBlockedLocations", "STORAGE_BLOCKED_LOCATIONS"],
      ["storageAwsObjectAcl", "STORAGE_AWS_OBJECT_ACL"],
    ] as const) {
      const empty = news[property] === undefined || strings(news[property]).length === 0;
      if (changed.has(property) && empty && str(news[property]) === undefined)
        await call.sql(`${alter} UNSET ${key}`);
    }
    const set = settings(news, changed);
    if (set.length > 0) await call.sql(`${alter} SET ${set.join(" ")}`);
    return undefined;
  },
  delete: (id, _state, call) => drop(call, "STORAGE INTEGRATION", ident(partsOf(id).join("."))),
});
