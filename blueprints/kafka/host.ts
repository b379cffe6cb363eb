import type { Problems } from "../checks";

/**
 * Host of the account: `org-account.snowflakecomputing.com`, or a PrivateLink name. `http://127.0.0.1:<port>` is a
 * Snowflake on this machine.
 */
export function checkHost(problems: Problems, argument: string, host: string): void {
  problems.require(
    /^[a-z0-9][a-z0-9._-]*(:\d+)?$/i.test(host) || /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(host),
    argument,
    `"${host}" is no host name`,
    "write org-account.snowflakecomputing.com, without https://",
  );
}

/** Address as the source takes it. */
export function hostUrl(host: string): string {
  return host.startsWith("http://") ? host : `https://${host}`;
}

/** Address as the sink takes it, with its port. */
export function hostAndPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:${host.startsWith("http://") ? 80 : 443}`;
}
