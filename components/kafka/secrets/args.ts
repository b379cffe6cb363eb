import { checkInteger, checkOneOf, isPlain, Problems } from "../../../blueprints";
import type * as kms from "@pulumi/aws/kms";
import type * as secretsmanager from "@pulumi/aws/secretsmanager";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../../component";

/** Snowflake lets a user have two public keys: while both hold, workers move from one to the other. */
export type KeySlot = "first" | "second";

/** Private keys of a Snowflake user, unencrypted RSA in PEM. Pass them as secrets of the stack's configuration. */
export interface SnowflakeKeys {
  readonly first?: pulumi.Input<string>;
  readonly second?: pulumi.Input<string>;
  /** Which of them workers sign in with. Default: first. */
  readonly active?: KeySlot;
}

/** A user of the brokers. */
export interface ScramUser {
  /** Kept as a secret. At least 8 characters. */
  readonly password: pulumi.Input<string>;
  /** Raise it to write another password. Default: 1. The password itself is never compared, so it is never stored. */
  readonly version?: number;
}

export interface KafkaSecretsArgs {
  /** Key pairs by a name of yours, such as the connector's. */
  readonly snowflake?: Readonly<Record<string, SnowflakeKeys>>;
  /** Users of brokers that sign in by SCRAM, by user name. */
  readonly scram?: Readonly<Record<string, ScramUser>>;
  /** Credentials of a schema registry and the like: texts by a name of yours. */
  readonly texts?: Readonly<
    Record<string, { readonly text: pulumi.Input<string>; readonly version?: number }>
  >;
  /** KMS key. Default: one is made, about 1 USD a month: MSK refuses secrets under AWS's own. */
  readonly key?: { readonly existing: pulumi.Input<string> };
  /** Days a deleted secret may be had back, 7 to 30, or 0 to lose it at once. Default: 30. */
  readonly recoveryDays?: number;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  readonly namePrefix?: string;
  readonly transform?: {
    readonly key?: Transform<kms.KeyArgs>;
    readonly secret?: Transform<secretsmanager.SecretArgs>;
  };
}

/** @throws InvalidArguments with all problems, and without any secret. */
export function checkSecrets(name: string, args: KafkaSecretsArgs): void {
  const problems = new Problems();
  for (const [part, keys] of Object.entries(args.snowflake ?? {}))
    checkKeys(problems.at(`snowflake.${part}`), part, keys);
  for (const [user, { password, version }] of Object.entries(args.scram ?? {})) {
    checkPart(problems, `scram.${user}`, user);
    problems.require(
      !isPlain(password) || password.length >= 8,
      `scram.${user}.password`,
      "has fewer than 8 characters",
      "use a longer one",
    );
    checkInteger(problems, `scram.${user}.version`, version, { min: 1, max: 1_000_000 });
  }
  for (const [part, { version }] of Object.entries(args.texts ?? {})) {
    checkPart(problems, `texts.${part}`, part);
    checkInteger(problems, `texts.${part}.version`, version, { min: 1, max: 1_000_000 });
  }
  const days = args.recoveryDays;
  problems.require(
    days === undefined || days === 0 || (Number.isInteger(days) && days >= 7 && days <= 30),
    "recoveryDays",
    `must be 0, or from 7 to 30, not ${String(days)}`,
    "use 30",
  );
  problems.raise(`KafkaSecrets "${name}"`);
}

function checkKeys(problems: Problems, part: string, { first, second, active }: SnowflakeKeys): void {
  checkPart(problems, "", part);
  checkOneOf(problems, "active", active, ["first", "second"]);
  const used = active === "second" ? second : first;
  problems.require(
    used !== undefined,
    active ?? "first",
    "is required: workers sign in with it",
    active === "second"
      ? "give the key, deploy, and make it active then"
      : "give the key, or make second active",
  );
}

function checkPart(problems: Problems, argument: string, part: string): void {
  problems.require(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(part),
    argument,
    `"${part}" is part of names`,
    "use letters, digits, _ and -",
  );
}
