import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stageIntegration } from "../../local/snowflake/kinds/stage";
import { CatalogAccount } from "../support/catalog-account";

let account: CatalogAccount;
beforeEach(async () => {
  account = await CatalogAccount.start();
});
afterEach(() => account.close());

const INTEGRATION = `TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE
  STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::000000000000:role/r' STORAGE_ALLOWED_LOCATIONS = ('s3://bucket/a/', 's3://other/')`;

describe("storage integrations and stages", () => {
  const external = "create stage d.public.s url = 's3://bucket/a/b/' storage_integration = i";
  beforeEach(() =>
    account.all(account.admin, "create database d", `create storage integration i ${INTEGRATION}`),
  );
  const described = async (sql: string) =>
    Object.fromEntries(
      (await account.rows(sql)).map((row) => [String(row["property"]), row["property_value"]]),
    );

  it("generates an external id, or takes the given one, and keeps it through ALTER", async () => {
    const first = await described("desc integration i");
    expect(first["STORAGE_AWS_EXTERNAL_ID"]).toMatch(/^FLOE_SFCRole=2_/);
    expect(first["STORAGE_AWS_IAM_USER_ARN"]).toMatch(/^arn:aws:iam::\d{12}:user\//);
    expect(first["STORAGE_ALLOWED_LOCATIONS"]).toBe("s3://bucket/a/,s3://other/");
    await account.run(
      "alter storage integration i set storage_allowed_locations = ('s3://bucket/') enabled = false",
    );
    expect(await described("desc storage integration i")).toMatchObject({
      ENABLED: "false",
      STORAGE_AWS_EXTERNAL_ID: first["STORAGE_AWS_EXTERNAL_ID"],
    });
    await account.run("alter integration i set storage_aws_external_id = 'pinned'");
    expect((await described("desc integration i"))["STORAGE_AWS_EXTERNAL_ID"]).toBe("pinned");
    await account.run(`create or replace storage integration i ${INTEGRATION}`);
    expect((await described("desc integration i"))["STORAGE_AWS_EXTERNAL_ID"]).toMatch(/^FLOE_SFCRole/);
  });

  it("breaks stages when the integration is replaced, until they are associated again", async () => {
    await account.run(external);
    const stage = () => account.open.catalog.get("STAGE", ["D", "PUBLIC", "S"]);
    expect(stageIntegration(account.open.catalog, stage())?.path).toEqual(["I"]);
    await account.run("alter storage integration i set comment = 'altered'");
    expect(stageIntegration(account.open.catalog, stage())?.path).toEqual(["I"]);
    await account.run(`create or replace storage integration i ${INTEGRATION}`);
    expect(() => stageIntegration(account.open.catalog, stage())).toThrow(
      expect.objectContaining({
        code: "003139",
        message: expect.stringContaining("cannot be found") as string,
      }) as Error,
    );
    expect((await account.rows("show stages like 's'"))[0]).toMatchObject({ storage_integration: null });
    await account.run("alter stage d.public.s set storage_integration = i");
    expect(stageIntegration(account.open.catalog, stage())?.path).toEqual(["I"]);
  });

  it.each([
    [
      "create stage d.public.x url = 's3://elsewhere/' storage_integration = i",
      "not allowed by integration 'I'",
    ],
    ["create stage d.public.x url = 's3://bucket/' storage_integration = i", "not allowed by integration"],
    ["create stage d.public.x url = 's3://bucket/ab' storage_integration = i", "not allowed by integration"],
    ["create stage d.public.x url = 'ftp://b/'", "invalid URL prefix"],
    ["create stage d.public.x storage_integration = i", "needs a URL"],
    [
      "create stage d.public.x file_format = (type = csv strip_outer_array = true)",
      "invalid property 'STRIP_OUTER_ARRAY'",
    ],
    [
      "create stage d.public.x file_format = (format_name = nope)",
      "File format 'D.PUBLIC.NOPE' does not exist",
    ],
    ["create stage d.public.x encryption = (type = 'AWS_SSE_S3')", "not for internal stages"],
    [
      "create storage integration j type = external_stage storage_provider = 'S3' enabled = true",
      "missing option",
    ],
    [
      "create storage integration j type = external_stage storage_provider = 'GCS' enabled = true storage_allowed_locations = ('gcs://x/')",
      "S3 only",
    ],
    [`create storage integration j ${INTEGRATION.replace("role/r", "user/r")}`, "STORAGE_AWS_ROLE_ARN"],
    [
      `create notification integration i type = queue enabled = true direction = outbound notification_provider = aws_sns
      aws_sns_topic_arn = 'arn:aws:sns:us-east-1:000000000000:t' aws_sns_role_arn = 'arn:aws:iam::000000000000:role/r'`,
      "already exists",
    ],
  ])("rejects %s", async (sql, message) => {
    await expect(account.run(sql)).rejects.toThrow(message);
  });

  it("describes a stage as the provider reads it", async () => {
    await account.run("create file format d.public.f type = csv skip_header = 1");
    await account.run(
      `${external} file_format = (type = csv field_delimiter = '|' null_if = ('', 'N')) directory = (enable = true)`,
    );
    const rows = await account.rows("describe stage d.public.s");
    const value = (parent: string, property: string) =>
      rows.find((row) => row["parent_property"] === parent && row["property"] === property)?.[
        "property_value"
      ];
    expect(value("STAGE_LOCATION", "URL")).toBe('["s3://bucket/a/b/"]');
    expect(value("STAGE_FILE_FORMAT", "FIELD_DELIMITER")).toBe("|");
    expect(value("STAGE_FILE_FORMAT", "NULL_IF")).toBe("[, N]");
    expect(value("STAGE_FILE_FORMAT", "RECORD_DELIMITER")).toBe("\\n");
    expect(value("DIRECTORY", "ENABLE")).toBe("true");
    await account.run("alter stage d.public.s set file_format = (format_name = d.public.f)");
    expect(account.open.catalog.get("STAGE", ["D", "PUBLIC", "S"]).properties["FILE_FORMAT"]).toEqual({
      FORMAT_NAME: "D.PUBLIC.F",
    });
  });
});
