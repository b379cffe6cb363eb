import {
  bucketArn,
  bucketPolicy,
  checkExchange,
  externalId,
  hashOf,
  physicalName,
  policyJson,
  Problems,
  roleArn,
  s3Uri,
  stageRolePolicy,
  stageRoleTrust,
  type BucketChoice,
  type EncryptionChoice,
  type ExchangeSpec,
  type StagePlace,
} from "../../../blueprints";
import * as iam from "@pulumi/aws/iam";
import * as kms from "@pulumi/aws/kms";
import * as s3 from "@pulumi/aws/s3";
import type * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../../place";
import { Stage } from "../../snowflake/stage";
import { encryptionRule, lifecycleRules, type BucketNodes } from "./bucket";
import { aliasName, keyArgs, keyArn, type KeyNodes } from "./key";

export interface StorageExchangeArgs extends ExchangeSpec {
  /** Database that holds the stages' schemas. */
  database: pulumi.Input<string>;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
  /** Account and region, when the caller already asked for them. */
  place?: PlaceOutput;
  transform?: {
    key?: Transform<kms.KeyArgs>;
    bucket?: Transform<s3.BucketArgs>;
    lifecycle?: Transform<s3.BucketLifecycleConfigurationArgs>;
    role?: Transform<iam.RoleArgs>;
    integration?: Transform<floe.snowflake.StorageIntegrationArgs>;
    stage?: Transform<snowflake.StageArgs>;
  };
}

/**
 * The border between Snowflake and S3, opened in one pass: bucket, key, storage integration, the role it assumes and
 * the stages.
 *
 * The role's name is chosen, so its ARN is known before it exists: the integration is made first, then a role that
 * trusts exactly the integration's IAM user with exactly its external id, then a policy for exactly the stages'
 * prefixes, then the stages. The integration is never replaced; if somebody else makes it anew, the stages follow.
 *
 * Costs: the key about 1 USD a month, storage and requests by use.
 *
 * @example Minimal
 * ```ts
 * new StorageExchange("exchange", {
 *   database: "FLIGHTS", integration: "FLIGHTS_S3",
 *   stages: { RAW_FILES: { schema: "RAW", prefix: "raw/", access: "read" } },
 * });
 * ```
 * @example A bucket and key that exist
 * ```ts
 * new StorageExchange("exchange", {
 *   database: "FLIGHTS", integration: "FLIGHTS_S3",
 *   bucket: { existing: "data-lake" },
 *   encryption: { existing: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" },
 *   stages: { EXPORTS: { schema: "ML", prefix: "exports/flights/", access: "write" } },
 * });
 * ```
 */
export class StorageExchange extends FloeComponent {
  /** Name of the bucket, known once everything that protects it is in place. */
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;
  /** Undefined with S3's own encryption. */
  readonly keyArn: pulumi.Output<string> | undefined;
  readonly roleArn: pulumi.Output<string>;
  readonly stages: Readonly<Record<string, Stage>>;
  readonly nodes: BucketNodes &
    KeyNodes & {
      readonly integration: floe.snowflake.StorageIntegration;
      readonly role: iam.Role;
      readonly rolePolicy: iam.RolePolicy;
    };

  constructor(name: string, args: StorageExchangeArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    checkExchange(problems, args);
    problems.raise(`StorageExchange "${name}"`);
    const bucket: BucketChoice = args.bucket ?? { create: {} };
    const encryption: EncryptionChoice = args.encryption ?? { create: {} };
    super(
      "floe:components:StorageExchange",
      name,
      { bucket, encryption, integration: args.integration, stages: args.stages },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const place = args.place ?? currentPlace(this);

    const key = this.#key(encryption, place, prefix, args);
    this.keyArn = keyArn(encryption, key);
    const made = this.#bucket(bucket, place, prefix, args);
    this.bucketName = "existing" in bucket ? pulumi.output(bucket.existing) : protectedName(made);
    this.bucketArn = pulumi.all([place, this.bucketName]).apply(([known, named]) => bucketArn(known, named));

    const roleName = physicalName("role", [prefix, "snowflake"]);
    this.roleArn = place.apply((known) => roleArn(known, roleName));
    const integration = this.#integration(name, args);
    const role = this.#role(roleName, integration, args);
    const rolePolicy = this.#rolePolicy(role, args);
    this.stages = this.#stages(integration, rolePolicy, args);
    this.nodes = { ...key, ...made, integration, role, rolePolicy };
    this.registerOutputs({ bucketName: this.bucketName, roleArn: this.roleArn });
  }

  #key(choice: EncryptionChoice, place: PlaceOutput, prefix: string, args: StorageExchangeArgs): KeyNodes {
    if (choice === "s3" || "existing" in choice) return {};
    const key = this.child(kms.Key, "key", keyArgs(choice, place, prefix), {
      transform: args.transform?.key,
    });
    const alias = this.child(kms.Alias, "alias", { name: aliasName(prefix), targetKeyId: key.keyId });
    return { key, alias };
  }

  #bucket(choice: BucketChoice, place: PlaceOutput, prefix: string, args: StorageExchangeArgs): BucketNodes {
    if ("existing" in choice) return {};
    const named =
      choice.create.name ??
      place.apply((known) => physicalName("bucket", [prefix, hashOf([known.accountId, known.region])]));
    const bucket = this.child(
      s3.Bucket,
      "bucket",
      { bucket: named, forceDestroy: choice.create.deleteObjectsOnDestroy ?? false },
      { transform: args.transform?.bucket },
    );
    const ownership = this.child(s3.BucketOwnershipControls, "ownership", {
      bucket: bucket.bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const access = this.child(s3.BucketPublicAccessBlock, "access", {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const versioning = this.child(s3.BucketVersioning, "versioning", {
      bucket: bucket.bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const encryption = this.child(s3.BucketServerSideEncryptionConfiguration, "encryption", {
      bucket: bucket.bucket,
      rules: [encryptionRule(this.keyArn)],
    });
    const lifecycle = this.child(
      s3.BucketLifecycleConfiguration,
      "lifecycle",
      { bucket: bucket.bucket, rules: lifecycleRules(choice) },
      { transform: args.transform?.lifecycle, opts: { dependsOn: [versioning] } },
    );
    const policy = this.child(
      s3.BucketPolicy,
      "policy",
      { bucket: bucket.bucket, policy: bucket.arn.apply((arn) => policyJson(bucketPolicy(arn))) },
      { opts: { dependsOn: [access] } },
    );
    const notification = this.child(s3.BucketNotification, "notification", {
      bucket: bucket.bucket,
      eventbridge: true,
    });
    return { bucket, ownership, access, versioning, encryption, lifecycle, policy, notification };
  }

  #integration(name: string, args: StorageExchangeArgs): floe.snowflake.StorageIntegration {
    const places = Object.values(args.stages).map((stage) =>
      this.bucketName.apply((bucket) => s3Uri(bucket, stage.prefix)),
    );
    return this.child(
      floe.snowflake.StorageIntegration,
      "integration",
      {
        name: args.integration,
        allowedLocations: places,
        roleArn: this.roleArn,
        externalId: externalId([pulumi.getProject(), pulumi.getStack(), name]),
      },
      { transform: args.transform?.integration },
    );
  }

  #role(
    roleName: string,
    integration: floe.snowflake.StorageIntegration,
    args: StorageExchangeArgs,
  ): iam.Role {
    const trust = pulumi
      .all([integration.iamUserArn, integration.externalId])
      .apply(([iamUserArn, id]) => policyJson(stageRoleTrust({ iamUserArn, externalId: id })));
    return this.child(
      iam.Role,
      "role",
      {
        name: roleName,
        description: `Snowflake storage integration ${args.integration}`,
        assumeRolePolicy: trust,
      },
      { transform: args.transform?.role },
    );
  }

  #rolePolicy(role: iam.Role, args: StorageExchangeArgs): iam.RolePolicy {
    const prefixes = (access: StagePlace["access"]) =>
      Object.values(args.stages)
        .filter((stage) => stage.access === access)
        .map((stage) => stage.prefix);
    const policy = pulumi.all([this.bucketArn, this.keyArn]).apply(([bucket, key]) =>
      policyJson(
        stageRolePolicy({
          bucketArn: bucket,
          read: prefixes("read"),
          write: prefixes("write"),
          ...(key === undefined ? {} : { keyArn: key }),
        }),
      ),
    );
    return this.child(iam.RolePolicy, "role-policy", { name: "stages", role: role.name, policy });
  }

  #stages(
    integration: floe.snowflake.StorageIntegration,
    policy: iam.RolePolicy,
    args: StorageExchangeArgs,
  ): Record<string, Stage> {
    return Object.fromEntries(
      Object.entries(args.stages).map(([stage, place]) => [
        stage,
        new Stage(
          this.childName(`stage-${stage}`),
          {
            name: stage,
            database: args.database,
            schema: place.schema,
            url: this.bucketName.apply((bucket) => s3Uri(bucket, place.prefix)),
            storageIntegration: integration.name,
            integrationId: integration.hiddenId,
            ...(place.comment === undefined ? {} : { comment: place.comment }),
            ...(args.transform?.stage === undefined ? {} : { transform: { stage: args.transform.stage } }),
          },
          this.within({ dependsOn: [policy] }),
        ),
      ]),
    );
  }
}

/**
 * The bucket's name once public access is blocked, TLS demanded, encryption set and events on. Made from the name each
 * of these was given, so that it is known at preview.
 */
function protectedName(nodes: BucketNodes): pulumi.Output<string> {
  const { access, policy, encryption, versioning, notification } = nodes;
  const guards = [access, policy, encryption, versioning, notification].map((guard) => guard?.bucket);
  return pulumi.all([nodes.bucket?.bucket, ...guards]).apply(([name]) => name ?? "");
}
