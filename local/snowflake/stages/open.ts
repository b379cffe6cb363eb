import { join } from "node:path";
import type { AccessControl, Catalog, CatalogObject, Path, Session } from "../core/cloud";
import { notFound, SnowflakeError, unsupported } from "../core/errors";
import { assumeRole, s3Client, type Credentials } from "./assume-role";
import { integrationDefinition, stageDefinition, type StageDefinition } from "./definition";
import type { AwsAccess } from "../core/account";
import type { StageReference } from "./location";
import { LocalStorage } from "./local-storage";
import { S3Storage, type S3Encryption } from "./s3-storage";
import type { Storage } from "./storage";

/** A stage made ready for one statement: its files, and the prefix the reference names. */
export interface OpenStage {
  readonly storage: Storage;
  /** Prefix of every file name below the reference, e.g. `raw/2024/`. */
  readonly prefix: string;
  /** Names are shown relative to this: the stage's own prefix (internal) or the bucket (external). */
  readonly root: string;
  /** What LIST puts before a name: `s3://bucket/` or `stage/`. */
  readonly shown: string;
  readonly external: boolean;
  readonly definition: StageDefinition | undefined;
  /** The named stage, if it is one. */
  readonly object: CatalogObject | undefined;
}

export interface StageServices {
  readonly catalog: Catalog;
  readonly access: AccessControl;
  /** Folder for the files of internal stages. */
  readonly folder: string;
  /** Undefined when the account runs without a local AWS: external stages then fail with a clear error. */
  readonly aws: () => Promise<AwsAccess | undefined>;
  /** The key of the Snowflake account's own IAM user. */
  readonly identity: () => Promise<Credentials>;
}

export type Intent = "read" | "write";

const splitUrl = (url: string): { bucket: string; key: string } => {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(url);
  if (match === null) throw unsupported(`storage location '${url}' (only s3:// exists locally)`);
  return { bucket: match[1] ?? "", key: match[2] ?? "" };
};

const within = (url: string, location: string): boolean =>
  location === "*" || url === location || url.startsWith(location.endsWith("/") ? location : `${location}/`);

export class Stages {
  constructor(private readonly services: StageServices) {}

  /** Checks privileges and opens the stage a reference names. The caller closes its storage. */
  async open(
    reference: StageReference,
    session: Session,
    intent: Intent,
    integration?: string,
  ): Promise<OpenStage> {
    if (reference.kind === "url") return this.openUrl(reference.url, session, integration);
    if (reference.kind === "user") return this.local(join("users", session.user), reference.path, "");
    if (reference.kind === "table") {
      const path = session.resolve(reference.name, 3);
      this.services.access.require(session, "OWNERSHIP", "TABLE", path);
      const table = this.services.catalog.get("TABLE", path);
      return this.local(join("tables", String(table.id)), reference.path, "");
    }
    return this.openNamed(session.resolve(reference.name, 3), reference.path, session, intent);
  }

  private async openNamed(path: Path, below: string, session: Session, intent: Intent): Promise<OpenStage> {
    const { catalog, access } = this.services;
    const stage = catalog.find("STAGE", path);
    if (stage === undefined) throw notFound("Stage", path.join("."));
    const definition = stageDefinition(stage);
    if (definition.url === undefined) {
      access.require(session, intent === "read" ? "READ" : "WRITE", "STAGE", path);
      const local = this.local(this.folderOf(stage), below, `${(path.at(-1) ?? "").toLowerCase()}/`);
      return { ...local, definition, object: stage };
    }
    access.require(session, "USAGE", "STAGE", path);
    const { bucket, key } = splitUrl(definition.url);
    const base = key === "" || key.endsWith("/") ? key : `${key}/`;
    const storage = await this.external(stage, definition, bucket);
    return {
      storage,
      prefix: base + below,
      root: base,
      shown: `s3://${bucket}/`,
      external: true,
      definition,
      object: stage,
    };
  }

  /** The folder, below the stages' folder, of an internal named stage: follows the object, not its name. */
  folderOf(stage: CatalogObject): string {
    return join("named", String(stage.id));
  }

  private local(folder: string, prefix: string, shown: string): OpenStage {
    const storage = new LocalStorage(join(this.services.folder, folder));
    return { storage, prefix, root: "", shown, external: false, definition: undefined, object: undefined };
  }

  private async external(
    stage: CatalogObject,
    definition: StageDefinition,
    bucket: string,
  ): Promise<Storage> {
    const url = definition.url ?? "";
    if (definition.integrationId === undefined)
      throw unsupported(`external stage '${stage.path.join(".")}' without STORAGE_INTEGRATION`);
    const integration = this.services.catalog.byId(definition.integrationId);
    if (integration === undefined) {
      throw new SnowflakeError(
        "003139",
        "22023",
        `SQL compilation error:\nIntegration associated with the stage '${stage.path.at(-1) ?? ""}' cannot be found.`,
      );
    }
    return this.bucket(integration, url, bucket, definition.encryption);
  }

  private async openUrl(url: string, session: Session, integration: string | undefined): Promise<OpenStage> {
    if (integration === undefined)
      throw unsupported(`location '${url}' without STORAGE_INTEGRATION (credentials in SQL)`);
    this.services.access.require(session, "USAGE", "STORAGE INTEGRATION", [integration]);
    const object = this.services.catalog.get("STORAGE INTEGRATION", [integration]);
    const { bucket, key } = splitUrl(url);
    const storage = await this.bucket(object, url, bucket, {});
    return {
      storage,
      prefix: key,
      root: "",
      shown: `s3://${bucket}/`,
      external: true,
      definition: undefined,
      object: undefined,
    };
  }

  /** A bucket seen through an integration: its locations are checked, its role is assumed. */
  private async bucket(
    integration: CatalogObject,
    url: string,
    bucket: string,
    encryption: StageDefinition["encryption"],
  ): Promise<Storage> {
    const definition = integrationDefinition(integration);
    const name = integration.path[0] ?? "";
    if (!definition.enabled)
      throw new SnowflakeError(
        "003140",
        "22023",
        `SQL compilation error:\nIntegration '${name}' is not enabled.`,
      );
    const allowed = definition.allowed.some((location) => within(url, location));
    if (!allowed || definition.blocked.some((location) => within(url, location)))
      throw new SnowflakeError(
        "003147",
        "22023",
        `SQL compilation error:\nLocation '${url}' is not allowed by integration '${name}'. Please use DESC INTEGRATION to check out allowed and blocked locations.`,
      );
    const aws = await this.services.aws();
    if (aws === undefined)
      throw new SnowflakeError(
        "091003",
        "55000",
        "Failure using stage area. Cause: [the local Snowflake was started without a local AWS, so external stages cannot be reached]",
      );
    const credentials = await assumeRole(
      aws,
      await this.services.identity(),
      definition.roleArn,
      definition.externalId,
    );
    return new S3Storage(s3Client(aws, credentials), bucket, s3Encryption(encryption));
  }
}

function s3Encryption(options: StageDefinition["encryption"]): S3Encryption {
  const key = options["KMS_KEY_ID"];
  switch (options["TYPE"]) {
    case "AWS_SSE_KMS":
      return {
        ServerSideEncryption: "aws:kms",
        ...(typeof key === "string" && key !== "" ? { SSEKMSKeyId: key } : {}),
      };
    case "AWS_SSE_S3":
      return { ServerSideEncryption: "AES256" };
    default:
      return {};
  }
}
