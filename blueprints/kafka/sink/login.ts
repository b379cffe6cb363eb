import { key, type ConfigKey } from "../keys";

/** How every version of the sink signs in, and the proxy it goes through. */
export const loginKeys: readonly ConfigKey[] = [
  key("snowflake.url.name", "STRING", undefined, { required: true }),
  key("snowflake.user.name", "STRING", undefined, { required: true }),
  key("snowflake.private.key", "PASSWORD", ""),
  key("snowflake.private.key.passphrase", "PASSWORD", ""),
  key("snowflake.database.name", "STRING", undefined, { required: true }),
  key("snowflake.schema.name", "STRING", undefined, { required: true }),
  key("snowflake.role.name", "STRING", undefined, { required: true }),
  key("jvm.proxy.host", "STRING", ""),
  key("jvm.proxy.port", "STRING", ""),
  key("jvm.nonProxy.hosts", "STRING", ""),
  key("jvm.proxy.username", "STRING", ""),
  key("jvm.proxy.password", "PASSWORD", ""),
];

/** OAuth came to 4.x with 4.1. */
export function oauthKeys(since?: string): readonly ConfigKey[] {
  const rest = since === undefined ? {} : { since };
  return [
    key("snowflake.authenticator", "STRING", "snowflake_jwt", {
      validValues: ["snowflake_jwt", "oauth"],
      ...rest,
    }),
    key("snowflake.oauth.client.id", "STRING", "", rest),
    key("snowflake.oauth.client.secret", "PASSWORD", "", rest),
    key("snowflake.oauth.refresh.token", "PASSWORD", "", rest),
  ];
}
