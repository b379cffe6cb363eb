import {
  isSecretPlaceholder,
  suggestIdentifier,
  type KafkaSnowflakeLogin,
  type Problems,
} from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceLogin } from "../../snowflake";
import type { ConnectorKind, ConnectorRunner, ConnectorSecret, ConnectorSecrets } from "../runtime";

/** A secret in Secrets Manager, or a placeholder that workers of others already know how to read. */
export type ConnectorSecretChoice = ConnectorSecret | { readonly placeholder: string };

/** How a connector signs in to Snowflake. */
export type ConnectorLogin =
  | {
      /** RSA key pair. Rotate by the second public key, then the secret, then the first public key. */
      readonly keyPair: {
        /**
         * PEM, PKCS#8. Default: what workers of others keep under `<CONNECTOR>_PRIVATE_KEY`; workers made here need it.
         */
        readonly privateKey?: ConnectorSecretChoice | undefined;
        readonly passphrase?: ConnectorSecretChoice | undefined;
        /** Needed where the user is made here, unless there is a second one. */
        readonly publicKey?: pulumi.Input<string> | undefined;
        readonly secondPublicKey?: pulumi.Input<string> | undefined;
      };
    }
  | {
      /** A client of an external OAuth integration. */
      readonly oauth: {
        readonly clientId: string;
        /** Default: what workers of others keep under `<CONNECTOR>_CLIENT_SECRET`. */
        readonly clientSecret?: ConnectorSecretChoice | undefined;
        /** Where the client's credentials are exchanged. Needed by a source; by a sink from 3.1 on. */
        readonly tokenEndpoint?: string;
        /** Needed by the sink 2.5 only. */
        readonly refreshToken?: ConnectorSecretChoice;
        /** Login name the integration finds in the token. */
        readonly loginName: string;
      };
    };

/** What a connector is told about its sign-in, and what its workers must be able to read for it. */
export interface LoginPlan {
  readonly login: KafkaSnowflakeLogin;
  readonly secrets: ConnectorSecrets;
}

/** Secrets become placeholders, under names that no other connector of the same workers has. */
export function planLogin(
  runner: ConnectorRunner,
  kind: ConnectorKind,
  connector: string,
  login: ConnectorLogin,
): LoginPlan {
  const secrets: Record<string, ConnectorSecret> = {};
  const put = (part: string, secret: ConnectorSecretChoice | undefined): string => {
    if (secret !== undefined && "placeholder" in secret) return secret.placeholder;
    const variable = `${suggestIdentifier(connector).replace(/^_+/, "C_")}_${part}`;
    if (secret !== undefined) secrets[variable] = secret;
    return runner.placeholder(kind, variable, secret);
  };
  if ("keyPair" in login) {
    const { privateKey, passphrase } = login.keyPair;
    return {
      login: {
        kind: "keyPair",
        privateKey: put("PRIVATE_KEY", privateKey),
        ...(passphrase === undefined ? {} : { passphrase: put("PASSPHRASE", passphrase) }),
      },
      secrets,
    };
  }
  const { clientId, clientSecret, refreshToken, tokenEndpoint } = login.oauth;
  return {
    login: {
      kind: "oauth",
      clientId,
      clientSecret: put("CLIENT_SECRET", clientSecret),
      ...(refreshToken === undefined ? {} : { refreshToken: put("REFRESH_TOKEN", refreshToken) }),
      ...(tokenEndpoint === undefined ? {} : { tokenEndpoint }),
    },
    secrets,
  };
}

/** How the user the connector is proves itself. */
export function serviceLogin(login: ConnectorLogin): ServiceLogin {
  if ("oauth" in login) return { oauth: { loginName: login.oauth.loginName } };
  const { publicKey, secondPublicKey } = login.keyPair;
  return { keyPair: { publicKey, secondPublicKey } };
}

/** Exactly one way, and no secret where a placeholder belongs. The message never carries what was passed. */
export function checkConnectorLogin(problems: Problems, login: ConnectorLogin): void {
  const ways = ["keyPair", "oauth"].filter((way) => way in login);
  if (
    !problems.require(
      ways.length === 1,
      "",
      "must be exactly one of keyPair and oauth",
      "give one of the two",
    )
  )
    return;
  const given: Readonly<Record<string, ConnectorSecretChoice | undefined>> =
    "keyPair" in login
      ? { "keyPair.privateKey": login.keyPair.privateKey, "keyPair.passphrase": login.keyPair.passphrase }
      : {
          "oauth.clientSecret": login.oauth.clientSecret,
          "oauth.refreshToken": login.oauth.refreshToken,
        };
  for (const [argument, secret] of Object.entries(given))
    problems.require(
      secret === undefined || !("placeholder" in secret) || isSecretPlaceholder(secret.placeholder),
      argument,
      "must be a place in Secrets Manager or a config provider's placeholder, never the secret itself",
      'pass { secretName, secretArn, key }, or { placeholder: "${file:/path:key}" } for workers of others',
    );
}
