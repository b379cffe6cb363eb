import type { Problems } from "./checks/problems";
import { checkArn } from "./checks/arn";
import { checkInteger } from "./checks/values";
import { checkName } from "./names/physical";
import { shortHash } from "./names/hash";
import { checkIdentifier } from "./snowflake/identifiers";

/** A bucket of our own, or one that exists. */
export type BucketChoice =
  | {
      readonly create: {
        /** Default: `<prefix>-<hash of account and region>`: bucket names are shared by all of AWS. */
        readonly name?: string;
        /**
         * True deletes every object when the bucket is destroyed. Default: false, because data is worth more than a
         * smooth destroy.
         */
        readonly deleteObjectsOnDestroy?: boolean;
        /** Days unloaded sets, manifests and predictions are kept, 1 to 3,650. Default: 30; Snowflake has the data. */
        readonly keepDays?: number;
      };
    }
  | {
      /**
       * Name of a bucket that exists. Floe changes nothing about it; notifications to EventBridge must be on for the
       * loop's events.
       */
      readonly existing: string;
    };

/** Key that encrypts the objects. */
export type EncryptionChoice =
  /** A key of our own, rotated each year. About 1 USD a month. */
  | {
      readonly create: {
        /** Days before a destroyed key is gone, 7 to 30. Default: 30. */ readonly deletionDays?: number;
      };
    }
  /** ARN of a key whose policy lets this account's IAM policies decide. */
  | { readonly existing: string }
  /** S3's own key (SSE-S3), no cost and no policy. */
  | "s3";

/** A place of the bucket that Snowflake uses through a stage. */
export interface StagePlace {
  readonly schema: string;
  /** Ends in `/`. */
  readonly prefix: string;
  /** `write` includes reading what was written. */
  readonly access: "read" | "write";
  readonly comment?: string;
}

export interface ExchangeSpec {
  readonly bucket?: BucketChoice;
  readonly encryption?: EncryptionChoice;
  /** Name of the storage integration: account-wide in Snowflake. */
  readonly integration: string;
  /** Stages by name. */
  readonly stages: Readonly<Record<string, StagePlace>>;
}

export function checkExchange(problems: Problems, spec: ExchangeSpec): void {
  checkIdentifier(problems, "integration", spec.integration);
  checkBucket(problems, spec.bucket);
  const { encryption } = spec;
  if (typeof encryption === "object") {
    if ("existing" in encryption) checkArn(problems, "encryption.existing", encryption.existing, "key");
    else
      checkInteger(problems, "encryption.create.deletionDays", encryption.create.deletionDays, {
        min: 7,
        max: 30,
        unit: "days",
      });
  }
  const stages = Object.entries(spec.stages);
  problems.require(
    stages.length > 0,
    "stages",
    "an exchange without stages exchanges nothing",
    "add a stage",
  );
  for (const [name, stage] of stages) {
    checkIdentifier(problems, `stages.${name}`, name);
    checkIdentifier(problems, `stages.${name}.schema`, stage.schema);
    problems.require(
      /^([A-Za-z0-9!_.()-]+\/)+$/.test(stage.prefix),
      `stages.${name}.prefix`,
      `"${stage.prefix}" is not a prefix`,
      "write it like raw/, with the last slash and no first one",
    );
    const around = stages.find(
      ([other, place]) =>
        other !== name &&
        place.access === "write" &&
        stage.access === "write" &&
        stage.prefix.startsWith(place.prefix),
    );
    problems.require(
      around === undefined,
      `stages.${name}.prefix`,
      `lies within the prefix of the stage ${around?.[0] ?? ""}, so one could overwrite the other`,
      "give every writing stage a prefix of its own",
    );
  }
}

function checkBucket(problems: Problems, bucket: BucketChoice | undefined): void {
  if (bucket === undefined) return;
  if ("existing" in bucket) {
    checkName(problems, "bucket.existing", bucket.existing, "bucket");
    return;
  }
  checkName(problems, "bucket.create.name", bucket.create.name, "bucket");
  checkInteger(problems, "bucket.create.keepDays", bucket.create.keepDays, {
    min: 1,
    max: 3650,
    unit: "days",
  });
}

/**
 * External id of a storage integration: the same for the same stack on every run, so that the role's trust is known
 * before the integration exists and stays right if it is made anew. It is no secret: it guards against a confused
 * deputy, and only Snowflake's own IAM user can present it (IAM guide, "The confused deputy problem").
 */
export function externalId(parts: readonly string[]): string {
  return `floe_${shortHash(JSON.stringify(parts), 32)}`;
}

export function s3Uri(bucket: string, prefix: string): string {
  return `s3://${bucket}/${prefix}`;
}
