import type * as pulumi from "@pulumi/pulumi";

/** How the provider signs in to brokers. */
export interface BrokerAuth {
  /**
   * `none` and `tls` sign in as nobody, or with a client's certificate; `plain` and `scram-…` with user and password;
   * `iam` as the provider's AWS identity (MSK). Default: the provider's `kafkaAuth`, else `none`.
   */
  readonly kind?: pulumi.Input<"none" | "tls" | "plain" | "scram-sha-256" | "scram-sha-512" | "iam">;
  /** User of `plain` and `scram-…`. Default: the provider's `kafkaUser`. */
  readonly username?: pulumi.Input<string>;
  /** Its password. Default: the provider's `kafkaPassword`. */
  readonly password?: pulumi.Input<string>;
  /** Whether `plain` and `scram-…` are encrypted. Default: true. `false` is refused for `plain` beyond loopback. */
  readonly tls?: pulumi.Input<boolean>;
  /** Authority that signed the brokers' certificates, PEM. Default: those the machine trusts. */
  readonly ca?: pulumi.Input<string>;
  /** The client's certificate, PEM, for mutual TLS. */
  readonly certificate?: pulumi.Input<string>;
  /** The private key of that certificate, PEM. */
  readonly key?: pulumi.Input<string>;
  /** Region of `iam`. Default: the provider's, else `AWS_REGION`. */
  readonly region?: pulumi.Input<string>;
}
