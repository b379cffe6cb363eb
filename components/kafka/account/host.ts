/**
 * Host of the account the deployment itself speaks to, as the Snowflake provider's own variables say: a connector is
 * told the same, on real accounts and on this machine. Undefined where they say nothing.
 */
export function connectionHost(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const {
    SNOWFLAKE_HOST: host,
    SNOWFLAKE_PORT: port,
    SNOWFLAKE_PROTOCOL: protocol,
    SNOWFLAKE_ORGANIZATION_NAME: organization,
    SNOWFLAKE_ACCOUNT_NAME: account,
  } = environment;
  if (host !== undefined && host !== "") {
    const place = port === undefined || port === "" || port === "443" ? host : `${host}:${port}`;
    return protocol?.toLowerCase() === "http" ? `http://${place}` : place;
  }
  if (!organization || !account) return undefined;
  return `${organization}-${account}.snowflakecomputing.com`.toLowerCase().replaceAll("_", "-");
}

/** Name of an account whose host does not carry it: one on this machine, or behind PrivateLink. */
export function connectionAccount(
  host: string,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return host.startsWith("http://") ? environment["SNOWFLAKE_ACCOUNT"] : undefined;
}
