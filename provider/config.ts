import type { Property } from "./framework";
import { text } from "./framework/properties";

/** Configuration of the provider. Everything not set here is read from the clients' standard environment variables. */
export const config: Readonly<Record<string, Property>> = {
  region: text("AWS region. Default: `AWS_REGION`.", { change: "replace" }),
  awsEndpoint: text(
    "Address of the AWS API, for a local cloud. Default: `AWS_ENDPOINT_URL`, else AWS itself.",
  ),
  accessKey: text("AWS access key id. Default: the SDK's credential chain.", { secret: true }),
  secretKey: text("AWS secret access key. Default: the SDK's credential chain.", { secret: true }),
  sessionToken: text("AWS session token. Default: the SDK's credential chain.", { secret: true }),
  profile: text("Profile of the shared AWS configuration. Default: `AWS_PROFILE`."),
  account: text(
    "Snowflake account: `ORG-ACCOUNT`. Default: `SNOWFLAKE_ORGANIZATION_NAME` and `SNOWFLAKE_ACCOUNT_NAME`, else `SNOWFLAKE_ACCOUNT`.",
    { change: "replace" },
  ),
  user: text("Snowflake user. Default: `SNOWFLAKE_USER`."),
  role: text("Snowflake role. Default: `SNOWFLAKE_ROLE`, else the user's default role."),
  warehouse: text(
    "Snowflake warehouse for statements that need one. Default: `SNOWFLAKE_WAREHOUSE`, else the user's.",
  ),
  authenticator: text(
    "How the user logs in. Default: `SNOWFLAKE_AUTHENTICATOR`, else `SNOWFLAKE_JWT` when a private key is given.",
    { allowed: ["SNOWFLAKE_JWT", "WORKLOAD_IDENTITY", "OAUTH", "SNOWFLAKE"] },
  ),
  privateKey: text("Private key of the Snowflake user, PEM (PKCS 8). Default: `SNOWFLAKE_PRIVATE_KEY`.", {
    secret: true,
  }),
  privateKeyPassphrase: text("Passphrase of the private key. Default: `SNOWFLAKE_PRIVATE_KEY_PASSPHRASE`.", {
    secret: true,
  }),
  token: text("OAuth token, or the OIDC token of a workload identity. Default: `SNOWFLAKE_TOKEN`.", {
    secret: true,
  }),
  workloadIdentityProvider: text(
    "Where the workload identity comes from. Default: `SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER`.",
    {
      allowed: ["AWS", "AZURE", "GCP", "OIDC"],
    },
  ),
  password: text(
    "Password, for the local cloud only: refused for any host that is not loopback. Default: `SNOWFLAKE_PASSWORD`.",
    { secret: true },
  ),
  host: text(
    "Host of the Snowflake service. Default: `SNOWFLAKE_HOST`, else `<account>.snowflakecomputing.com`.",
  ),
  port: {
    type: "integer",
    description: "Port of the Snowflake service. Default: `SNOWFLAKE_PORT`, else 443.",
  },
  protocol: text("Default: `SNOWFLAKE_PROTOCOL`, else https.", { allowed: ["https", "http"] }),
  kafkaBootstrapServers: text(
    "Kafka's brokers for topics that name none: `host:port,host:port`. Default: `KAFKA_BOOTSTRAP_SERVERS`.",
  ),
  kafkaAuth: text("How to sign in to brokers where a topic does not say. Default: none.", {
    allowed: ["none", "tls", "plain", "scram-sha-256", "scram-sha-512", "iam"],
  }),
  kafkaUser: text("User of `plain` and `scram-…` where a topic does not say. Default: none."),
  kafkaPassword: text("Password of that user. Default: none.", { secret: true }),
  connectUrl: text("Kafka Connect's REST API for connectors that name none. Default: `KAFKA_CONNECT_URL`."),
  connectUser: text(
    "User of that API where a connector does not say: signs in by HTTP's basic way. Default: none.",
  ),
  connectPassword: text("Password of that user. Default: none.", { secret: true }),
};
