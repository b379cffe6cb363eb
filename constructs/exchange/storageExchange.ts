import {
  bucketArn,
  bucketPolicy,
  checkArn,
  checkExchange,
  hashOf,
  keyPolicy,
  physicalName,
  Problems,
  roleArn,
  stageRolePolicy,
  stageRoleTrust,
  type BucketChoice,
  type EncryptionChoice,
  type StagePlace,
} from "../../blueprints";
import {
  aws_iam as iam,
  aws_kms as kms,
  aws_s3 as s3,
  CfnDeletionPolicy,
  Resource,
  type IResource,
} from "aws-cdk-lib";
import type { Construct } from "constructs";
import { isToken, placeOf, raise } from "../common/place";
import { bucketProperties } from "./bucketProperties";

/** The AWS half of the border between Snowflake and S3. */
export interface IStorageExchange extends IResource {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** Role the storage integration assumes. */
  readonly roleArn: string;
  /** Undefined with S3's own encryption. */
  readonly keyArn?: string;
}

export interface StorageExchangeProps {
  /** Begin of all physical names. */
  readonly namePrefix: string;
  /** Name of the storage integration in Snowflake, for the role's description. */
  readonly integration: string;
  /**
   * IAM user of the Snowflake account: STORAGE_AWS_IAM_USER_ARN of `DESCRIBE INTEGRATION`.
   */
  readonly snowflakeIamUserArn: string;
  /**
   * External id the integration presents: set it on the integration with STORAGE_AWS_EXTERNAL_ID, so that it is yours
   * and survives.
   */
  readonly externalId: string;
  /** Places of the bucket that stages use, by stage name. */
  readonly stages: Readonly<Record<string, StagePlace>>;
  /** @default create a bucket */
  readonly bucket?: BucketChoice;
  /** @default create a key, about 1 USD a month */
  readonly encryption?: EncryptionChoice;
}

export interface StorageExchangeAttributes {
  readonly bucketName: string;
  readonly roleArn: string;
  readonly keyArn?: string;
}

/**
 * Bucket, key and role of an exchange, from the same blueprints as Floe's Pulumi component: the same names, the same
 * trust and the same policy, statement by statement.
 *
 * @example
 * new StorageExchange(this, "Exchange", {
 *   namePrefix: "flights-prod",
 *   integration: "FLIGHTS_S3",
 *   snowflakeIamUserArn: "arn:aws:iam::999999999999:user/abc1-s-xyz",
 *   externalId: "floe_0123456789abcdef",
 *   stages: { RAW_FILES: { schema: "RAW", prefix: "raw/", access: "read" } },
 * });
 */
export class StorageExchange extends Resource implements IStorageExchange {
  /** An exchange that exists. */
  static fromStorageExchangeAttributes(
    scope: Construct,
    id: string,
    attributes: StorageExchangeAttributes,
  ): IStorageExchange {
    class Import extends Resource implements IStorageExchange {
      readonly bucketName = attributes.bucketName;
      readonly bucketArn = bucketArn(placeOf(this), attributes.bucketName);
      readonly roleArn = attributes.roleArn;
      readonly keyArn = attributes.keyArn;
    }
    return new Import(scope, id);
  }

  readonly bucketName: string;
  readonly bucketArn: string;
  readonly roleArn: string;
  readonly keyArn?: string;

  constructor(scope: Construct, id: string, props: StorageExchangeProps) {
    validate(scope, id, props);
    super(scope, id);
    const place = placeOf(this);
    const roleName = physicalName("role", [props.namePrefix, "snowflake"]);
    this.roleArn = roleArn(place, roleName);
    const keyArn = this.createKey(props.encryption ?? { create: {} }, props.namePrefix);
    if (keyArn !== undefined) this.keyArn = keyArn;
    this.bucketName = this.createBucket(props.bucket ?? { create: {} }, props.namePrefix, keyArn);
    this.bucketArn = bucketArn(place, this.bucketName);
    this.createRole(roleName, props, keyArn);
  }

  protected createKey(choice: EncryptionChoice, prefix: string): string | undefined {
    if (choice === "s3") return undefined;
    if ("existing" in choice) return choice.existing;
    const key = new kms.CfnKey(this, "Key", {
      description: `Objects of the exchange ${prefix}`,
      enableKeyRotation: true,
      pendingWindowInDays: choice.create.deletionDays ?? 30,
      keyPolicy: keyPolicy(placeOf(this)),
    });
    key.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    new kms.CfnAlias(this, "Alias", {
      aliasName: `alias/${physicalName("keyAlias", [prefix, "exchange"])}`,
      targetKeyId: key.ref,
    });
    return key.attrArn;
  }

  protected createBucket(choice: BucketChoice, prefix: string, keyArn: string | undefined): string {
    if ("existing" in choice) return choice.existing;
    const { accountId, region } = placeOf(this);
    const known = !isToken(accountId) && !isToken(region);
    const name =
      choice.create.name ??
      (known ? physicalName("bucket", [prefix, hashOf([accountId, region])]) : undefined);
    const bucket = new s3.CfnBucket(this, "Bucket", {
      ...bucketProperties(choice, keyArn),
      ...(name === undefined ? {} : { bucketName: name }),
    });
    // CloudFormation cannot empty a bucket: what holds data is kept.
    bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    const policy = new s3.CfnBucketPolicy(this, "BucketPolicy", {
      bucket: bucket.ref,
      policyDocument: bucketPolicy(bucketArn(placeOf(this), bucket.ref)),
    });
    policy.addResourceDependency(bucket);
    return bucket.ref;
  }

  protected createRole(
    roleName: string,
    props: StorageExchangeProps,
    keyArn: string | undefined,
  ): iam.CfnRole {
    const prefixes = (access: StagePlace["access"]) =>
      Object.values(props.stages)
        .filter((stage) => stage.access === access)
        .map((stage) => stage.prefix);
    return new iam.CfnRole(this, "Role", {
      roleName,
      description: `Snowflake storage integration ${props.integration}`,
      assumeRolePolicyDocument: stageRoleTrust({
        iamUserArn: props.snowflakeIamUserArn,
        externalId: props.externalId,
      }),
      policies: [
        {
          policyName: "stages",
          policyDocument: stageRolePolicy({
            bucketArn: this.bucketArn,
            read: prefixes("read"),
            write: prefixes("write"),
            ...(keyArn === undefined ? {} : { keyArn }),
          }),
        },
      ],
    });
  }
}

function validate(scope: Construct, id: string, props: StorageExchangeProps): void {
  const problems = new Problems();
  validateExchange(problems, props);
  validateIamUser(problems, props);
  validateExternalId(problems, props);
  raise(problems, scope, id, "StorageExchange");
}

function validateExchange(problems: Problems, props: StorageExchangeProps): void {
  checkExchange(problems, props);
}

function validateIamUser(problems: Problems, props: StorageExchangeProps): void {
  checkArn(problems, "snowflakeIamUserArn", props.snowflakeIamUserArn, "user");
}

function validateExternalId(problems: Problems, props: StorageExchangeProps): void {
  if (isToken(props.externalId)) return;
  problems.require(
    /^[\w+=,.@:/-]{2,1224}$/.test(props.externalId),
    "externalId",
    "must be 2 to 1,224 letters, digits or +=,.@:/-_",
    "use the integration's STORAGE_AWS_EXTERNAL_ID",
  );
}
