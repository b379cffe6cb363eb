import { delimiter, dirname, join } from "node:path";
import type { CloudState, Settings } from "../../local/cloud/state";
import type { Engine } from "../../local/engine";
import { cacheDir } from "../../local/paths";

/** Folder of the file backend of one local cloud. */
export const backendFolder = (stateDir: string): string => join(stateDir, "pulumi");

/** Standard variables through which every client, driver and provider reaches the local cloud. */
export function cloudEnvironment(cloud: CloudState): Record<string, string> {
  const { aws, snowflake, kafka } = cloud;
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    SNOWFLAKE_HOST: snowflake.host,
    SNOWFLAKE_PORT: String(snowflake.port),
    SNOWFLAKE_PROTOCOL: snowflake.protocol,
    SNOWFLAKE_ACCOUNT: snowflake.account,
    SNOWFLAKE_ORGANIZATION_NAME: "FLOE",
    SNOWFLAKE_ACCOUNT_NAME: "LOCAL",
    SNOWFLAKE_USER: snowflake.user,
    SNOWFLAKE_PASSWORD: snowflake.password,
    SNOWFLAKE_ROLE: "ACCOUNTADMIN",
    ...(kafka && {
      KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrap,
      KAFKA_CONNECT_URL: kafka.connectUrl,
      FLOE_KAFKA_SECRETS: kafka.secrets,
    }),
  };
}

export interface EngineEnvironment {
  readonly cloud: CloudState;
  readonly settings: Settings;
  readonly engine: Engine;
  readonly stateDir: string;
  readonly realProviders: boolean;
}

/**
 * The environment of an engine run on the local cloud. The user's own AWS, Snowflake, Kafka and Pulumi variables are
 * left out: a local run must never reach a real account.
 */
export function engineEnvironment(options: EngineEnvironment): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|SNOWFLAKE_|PULUMI_|KAFKA_)/.test(name));
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(options.engine.path), process.env.PATH ?? ""].join(delimiter),
    ...cloudEnvironment(options.cloud),
    FLOE_STATE: options.stateDir,
    AWS_CONFIG_FILE: join(options.stateDir, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(options.stateDir, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    PULUMI_HOME: join(cacheDir(), "pulumi-home"),
    PULUMI_BACKEND_URL: `file://${backendFolder(options.stateDir)}`,
    PULUMI_CONFIG_PASSPHRASE: options.settings.passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    NODE_NO_WARNINGS: "1",
    ...(options.realProviders ? {} : { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
  };
}
