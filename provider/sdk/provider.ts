import * as pulumi from "@pulumi/pulumi";

/** Configuration of the native provider. Everything left out comes from the clients' standard environment variables. */
export interface ProviderArgs {
  /** AWS region. Default: `AWS_REGION`. Another region replaces the provider and everything made with it. */
  readonly region?: pulumi.Input<string>;
  /** Address of the AWS API, for a local cloud. Default: `AWS_ENDPOINT_URL`, else AWS itself. */
  readonly awsEndpoint?: pulumi.Input<string>;
  /** Default: the AWS SDK's credential chain (environment, profile, web identity, instance role). */
  readonly accessKey?: pulumi.Input<string>;
  readonly secretKey?: pulumi.Input<string>;
  readonly sessionToken?: pulumi.Input<string>;
  /** Profile of the shared AWS configuration. Default: `AWS_PROFILE`. */
  readonly profile?: pulumi.Input<string>;
  /** Snowflake account, `ORG-ACCOUNT`. Default: `SNOWFLAKE_ORGANIZATION_NAME` and `SNOWFLAKE_ACCOUNT_NAME`. */
  readonly account?: pulumi.Input<string>;
  /** Snowflake user. Default: `SNOWFLAKE_USER`. */
  readonly user?: pulumi.Input<string>;
  /** Snowflake role. Default: `SNOWFLAKE_ROLE`, else the user's default role. */
  readonly role?: pulumi.Input<string>;
  /** Warehouse for statements that need one. Default: `SNOWFLAKE_WAREHOUSE`, else the user's default. */
  readonly warehouse?: pulumi.Input<string>;
  /** How the user logs in. Default: `SNOWFLAKE_AUTHENTICATOR`, else `SNOWFLAKE_JWT` when a private key is given. */
  readonly authenticator?: pulumi.Input<"SNOWFLAKE_JWT" | "WORKLOAD_IDENTITY" | "OAUTH" | "SNOWFLAKE">;
  /** Private key of the Snowflake user, PEM (PKCS 8). Default: `SNOWFLAKE_PRIVATE_KEY`. */
  readonly privateKey?: pulumi.Input<string>;
  readonly privateKeyPassphrase?: pulumi.Input<string>;
  /** OAuth token, or OIDC token of a workload identity. Default: `SNOWFLAKE_TOKEN`. */
  readonly token?: pulumi.Input<string>;
  readonly workloadIdentityProvider?: pulumi.Input<"AWS" | "AZURE" | "GCP" | "OIDC">;
  /** For a local cloud only: refused for any host that is not loopback. Default: `SNOWFLAKE_PASSWORD`. */
  readonly password?: pulumi.Input<string>;
  /** Default: `SNOWFLAKE_HOST`, else `<account>.snowflakecomputing.com`. */
  readonly host?: pulumi.Input<string>;
  readonly port?: pulumi.Input<number>;
  readonly protocol?: pulumi.Input<"https" | "http">;
  /** Kafka's brokers for topics that name none: `host:port,host:port`. Default: `KAFKA_BOOTSTRAP_SERVERS`. */
  readonly kafkaBootstrapServers?: pulumi.Input<string>;
  /** How to sign in to brokers where a topic does not say. Default: `none`. */
  readonly kafkaAuth?: pulumi.Input<"none" | "tls" | "plain" | "scram-sha-256" | "scram-sha-512" | "iam">;
  /** User of `plain` and `scram-…` where a topic does not say. Default: none. */
  readonly kafkaUser?: pulumi.Input<string>;
  readonly kafkaPassword?: pulumi.Input<string>;
  /** Kafka Connect's REST API for connectors that name none. Default: `KAFKA_CONNECT_URL`. */
  readonly connectUrl?: pulumi.Input<string>;
  /** User of that API where a connector does not say. Default: none. */
  readonly connectUser?: pulumi.Input<string>;
  readonly connectPassword?: pulumi.Input<string>;
}

const secrets = [
  "accessKey",
  "secretKey",
  "sessionToken",
  "privateKey",
  "privateKeyPassphrase",
  "token",
  "password",
  "kafkaPassword",
  "connectPassword",
];

/** An explicit instance of the native provider, for a second account or region. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const port = args.port === undefined ? undefined : pulumi.output(args.port).apply(String);
    const marked = Object.entries({ ...args, port }).map(([key, value]: [string, unknown]) => [
      key,
      secrets.includes(key) && value !== undefined ? pulumi.secret(value) : value,
    ]);
    super("floe", name, Object.fromEntries(marked) as Record<string, pulumi.Input<unknown>>, opts);
  }
}
