import type { Problems } from "../../checks";
import { isSecretPlaceholder, type KafkaConfig } from "../keys";
import type { KafkaSnowflakeLogin } from "./spec";

export function loginSettings(login: KafkaSnowflakeLogin): KafkaConfig {
  if (login.kind === "keyPair")
    return {
      "snowflake.private.key": login.privateKey,
      ...(login.passphrase === undefined ? {} : { "snowflake.private.key.passphrase": login.passphrase }),
    };
  return {
    "snowflake.authenticator": "oauth",
    "snowflake.oauth.client.id": login.clientId,
    "snowflake.oauth.client.secret": login.clientSecret,
    ...(login.refreshToken === undefined ? {} : { "snowflake.oauth.refresh.token": login.refreshToken }),
    ...(login.tokenEndpoint === undefined ? {} : { "snowflake.oauth.token.endpoint": login.tokenEndpoint }),
  };
}

/** Secrets are there, and are placeholders. The message never carries what was passed. */
export function checkLogin(problems: Problems, login: KafkaSnowflakeLogin): void {
  const secrets =
    login.kind === "keyPair"
      ? { privateKey: login.privateKey, passphrase: login.passphrase }
      : { clientSecret: login.clientSecret, refreshToken: login.refreshToken };
  for (const [argument, value] of Object.entries(secrets))
    problems.require(
      value === undefined || isSecretPlaceholder(value),
      argument,
      "must be a config provider's placeholder, never the secret itself",
      "write ${env:NAME} for a worker on ECS, ${secretsmanager:<secret>:<key>} on MSK Connect",
    );
  if (login.kind === "oauth")
    problems.require(login.clientId !== "", "clientId", "is empty", "pass the integration's client id");
}
