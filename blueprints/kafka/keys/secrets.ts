/** Where a worker finds a secret: a provider it has configured, a path that provider knows, and a key within. */
export interface SecretPlace {
  /** Name of the config provider in the worker's configuration: `env` on ECS, `secretsmanager` on MSK Connect. */
  readonly provider: string;
  /** Secret's name for a secrets manager. Empty for environment variables. */
  readonly path?: string;
  /** Key in the secret, or the variable's name. */
  readonly key: string;
}

const placeholder = /^\$\{[A-Za-z0-9_-]+:(?:[^${}:]*:)?[^${}:]+\}$/;

/** Text a worker replaces when it starts the connector: the value never reaches Kafka, the state or a log. */
export function secretPlaceholder({ provider, path, key }: SecretPlace): string {
  const text = `\${${provider}:${path === undefined || path === "" ? "" : `${path}:`}${key}}`;
  if (!placeholder.test(text))
    throw new Error(
      `"${text}" is not a placeholder a worker can read: provider, path and key may not hold $, {, } or :`,
    );
  return text;
}

/** True for a text that is one placeholder and nothing else. */
export function isSecretPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

const secretName =
  /(^|\.)(.*password|.*secret|.*token|.*credentials?|basic\.auth\.user\.info|.*private\.key|.*passphrase|.*api\.key)$/i;

/** True for a key that holds a secret by its name, such as a converter's, of which there is no table. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
