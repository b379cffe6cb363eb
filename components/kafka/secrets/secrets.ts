import { keyPolicy, physicalName, policyJson } from "../../../blueprints";
import * as kms from "@pulumi/aws/kms";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { currentPlace, defaultPrefix } from "../../place";
import type { ConnectorSecret } from "../runtime/runtime";
import { checkSecrets, type KafkaSecretsArgs, type KeySlot, type SnowflakeKeys } from "./args";
import { halves, versionOf } from "./keys";

/** One key pair of Snowflake in its slots. */
export interface SnowflakeKeyPair {
  /** The key workers sign in with: another slot is another place, so workers restart with it. */
  readonly privateKey: ConnectorSecret;
  /** For RSA_PUBLIC_KEY of the user. Undefined while the slot is empty. */
  readonly publicKey: pulumi.Output<string> | undefined;
  /** For RSA_PUBLIC_KEY_2. */
  readonly secondPublicKey: pulumi.Output<string> | undefined;
}

/** User and password of the brokers, as workers read them. */
export interface ScramLogin {
  readonly username: ConnectorSecret;
  readonly password: ConnectorSecret;
  /** For {@link KafkaCluster}'s `scramSecrets`. */
  readonly secretArn: pulumi.Output<string>;
}

/**
 * Secrets of connectors in Secrets Manager, under a key of their own. Workers read them where they run; neither Kafka nor a
 * log ever holds one, and the stack's state holds those it was given encrypted, as the stack's configuration does.
 *
 * A key pair rotates in two steps, each a deployment: give the `second` key (Snowflake then accepts both), and set `active`
 * to it (workers restart with it, one after the other). The `first` may go with the next deployment, and the other way
 * round from then on. At no time is there a key in use that Snowflake does not accept.
 *
 * Costs about 0.40 USD a month for each secret, and 1 USD for the key.
 *
 * @example
 * ```ts
 * const secrets = new KafkaSecrets("secrets", {
 *   snowflake: { payments: { first: config.requireSecret("snowflakeKey") } },
 *   scram: { connect: { password: config.requireSecret("kafkaPassword") } },
 * });
 * ```
 * @example The second step of a rotation
 * ```ts
 * new KafkaSecrets("secrets", {
 *   snowflake: {
 *     payments: {
 *       first: config.requireSecret("snowflakeKey"),
 *       second: config.requireSecret("snowflakeKey2"),
 *       active: "second",
 *     },
 *   },
 * });
 * ```
 * @see Snowflake documentation, "Key-pair authentication and key-pair rotation"
 */
export class KafkaSecrets extends FloeComponent {
  readonly snowflake: Readonly<Record<string, SnowflakeKeyPair>>;
  readonly scram: Readonly<Record<string, ScramLogin>>;
  readonly texts: Readonly<Record<string, ConnectorSecret>>;
  readonly keyArn: pulumi.Output<string>;
  readonly nodes: {
    readonly key?: kms.Key;
    readonly alias?: kms.Alias;
    readonly secrets: Readonly<Record<string, secretsmanager.Secret>>;
  };
  readonly #secrets: Record<string, secretsmanager.Secret> = {};
  readonly #values = new Map<secretsmanager.Secret, secretsmanager.SecretVersion>();

  constructor(name: string, args: KafkaSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkSecrets(name, args);
    super("floe:kafka:KafkaSecrets", name, visible(args), opts);
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const made = args.key === undefined ? this.#key(prefix, args) : undefined;
    this.keyArn = made?.key.arn ?? pulumi.output(args.key?.existing ?? "");
    this.snowflake = entries(args.snowflake, (part, keys) => this.#keyPair(prefix, part, keys, args));
    this.scram = entries(args.scram, (user, { password, version }) => {
      const content = {
        value: pulumi.secret(password).apply((text) => JSON.stringify({ username: user, password: text })),
        version: version ?? 1,
      };
      const secret = this.#secret(prefix, `scram-${user}`, `AmazonMSK_${prefix}-${user}`, args, content);
      const admitted = this.#admitMsk(`scram-${user}`, secret);
      const place = this.#place(secret, `AmazonMSK_${prefix}-${user}`, content.version);
      return {
        username: { ...place, key: "username" },
        password: { ...place, key: "password" },
        // MSK reads the user when it is told of the secret: it has to be there, and MSK let in.
        secretArn: pulumi.all([place.secretArn, admitted.secretArn]).apply(([arn]) => arn),
      };
    });
    this.texts = entries(args.texts, (part, { text, version }) => {
      const secretName = physicalName("secret", [prefix, part]);
      const content = {
        value: pulumi.secret(text).apply((value) => JSON.stringify({ text: value })),
        version: version ?? 1,
      };
      const secret = this.#secret(prefix, `text-${part}`, secretName, args, content);
      return { ...this.#place(secret, secretName, content.version), key: "text" };
    });
    this.nodes = { ...made, secrets: this.#secrets };
    this.registerOutputs({ keyArn: this.keyArn });
  }

  /** Secrets with users of the brokers, for {@link KafkaCluster}'s `scramSecrets`. */
  get scramSecrets(): Readonly<Record<string, pulumi.Output<string>>> {
    return entries(this.scram, (_user, { secretArn }) => secretArn);
  }

  #key(prefix: string, args: KafkaSecretsArgs): { readonly key: kms.Key; readonly alias: kms.Alias } {
    const key = this.child(
      kms.Key,
      "key",
      {
        description: `Secrets of Kafka ${prefix}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: currentPlace(this).apply((known) => policyJson(keyPolicy(known))),
      },
      { transform: args.transform?.key },
    );
    const name = `alias/${physicalName("keyAlias", [prefix, "secrets"])}`;
    return { key, alias: this.child(kms.Alias, "alias", { name, targetKeyId: key.keyId }) };
  }

  #keyPair(prefix: string, part: string, keys: SnowflakeKeys, args: KafkaSecretsArgs): SnowflakeKeyPair {
    const slots = (["first", "second"] as const).flatMap((slot) => {
      const given = keys[slot];
      if (given === undefined) return [];
      const { privateKey, publicKey } = halves(`snowflake.${part}.${slot}`, given);
      const secretName = physicalName("secret", [prefix, part, slot]);
      const version = versionOf(publicKey);
      const value = privateKey.apply((text) => JSON.stringify({ privateKey: text }));
      const secret = this.#secret(prefix, `snowflake-${part}-${slot}`, secretName, args, { value, version });
      return [{ slot, publicKey, place: { ...this.#place(secret, secretName, version), key: "privateKey" } }];
    });
    const of = (slot: KeySlot) => slots.find((each) => each.slot === slot);
    const active = of(keys.active ?? "first");
    if (active === undefined) throw new Error(`snowflake.${part} has no active key`);
    const others = slots.filter((each) => each !== active).map(({ place }) => place.secretArn);
    return {
      privateKey: { ...active.place, ...(others.length === 0 ? {} : { otherArns: others }) },
      publicKey: of("first")?.publicKey,
      secondPublicKey: of("second")?.publicKey,
    };
  }

  #secret(
    prefix: string,
    part: string,
    name: string,
    args: KafkaSecretsArgs,
    content: { readonly value: pulumi.Output<string>; readonly version: pulumi.Input<number> },
  ): secretsmanager.Secret {
    const secret = this.child(
      secretsmanager.Secret,
      part,
      {
        name,
        description: `Kafka Connect ${prefix}`,
        kmsKeyId: this.keyArn,
        recoveryWindowInDays: args.recoveryDays ?? 30,
      },
      { transform: args.transform?.secret },
    );
    const version = this.child(
      secretsmanager.SecretVersion,
      `${part}-value`,
      // Write-only: AWS's provider neither keeps nor reads it back.
      { secretId: secret.id, secretStringWo: content.value, secretStringWoVersion: content.version },
      { opts: { additionalSecretOutputs: ["secretStringWo"] } },
    );
    this.#secrets[part] = secret;
    this.#values.set(secret, version);
    return secret;
  }

  /** A place whose ARN is known once there is something in it. */
  #place(
    secret: secretsmanager.Secret,
    secretName: string,
    version: pulumi.Input<number>,
  ): Omit<ConnectorSecret, "key"> {
    const secretArn = pulumi.all([secret.arn, this.#values.get(secret)?.secretId]).apply(([arn]) => arn);
    return { secretName, secretArn, version, keyArn: this.keyArn };
  }

  /** MSK reads users itself, and needs to be let. */
  #admitMsk(part: string, secret: secretsmanager.Secret): secretsmanager.SecretPolicy {
    return this.child(secretsmanager.SecretPolicy, `${part}-policy`, {
      secretArn: secret.arn,
      policy: secret.arn.apply((arn) =>
        policyJson({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "MskReadsUser",
              Effect: "Allow",
              Principal: { Service: "kafka.amazonaws.com" },
              Action: ["secretsmanager:GetSecretValue"],
              Resource: [arn],
            },
          ],
        }),
      ),
    });
  }
}

/** What policies may look at: which secrets there are, and not what is in them. */
function visible(args: KafkaSecretsArgs): Readonly<Record<string, pulumi.Input<unknown>>> {
  return {
    snowflake: entries(args.snowflake, (_part, { active }) => active ?? "first"),
    scram: Object.keys(args.scram ?? {}),
    texts: Object.keys(args.texts ?? {}),
  };
}

function entries<Value, Result>(
  record: Readonly<Record<string, Value>> | undefined,
  make: (key: string, value: Value) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, make(key, value)]));
}
