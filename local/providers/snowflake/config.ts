import type { Bag, Problem, Property } from "../../../provider/framework/resource";
import { flag, integer, text, textMap, texts } from "../common/properties";
import { str, strings } from "../common/values";
import { featurePattern } from "./preview-features";

/** The configuration of the real provider, as far as the local cloud can follow it. */
export const config: Readonly<Record<string, Property>> = {
  organizationName: text("Organization; else SNOWFLAKE_ORGANIZATION_NAME.", { change: "replace" }),
  accountName: text("Account; else SNOWFLAKE_ACCOUNT_NAME.", { change: "replace" }),
  user: text("User; else SNOWFLAKE_USER."),
  password: text("Password; else SNOWFLAKE_PASSWORD.", { secret: true }),
  privateKey: text("Private key (PEM); else SNOWFLAKE_PRIVATE_KEY.", { secret: true }),
  privateKeyPassphrase: text("Passphrase of the private key.", { secret: true }),
  authenticator: text("How to log in: SNOWFLAKE or SNOWFLAKE_JWT."),
  role: text("Role; else SNOWFLAKE_ROLE."),
  warehouse: text("Warehouse; else SNOWFLAKE_WAREHOUSE."),
  host: text("Host; else SNOWFLAKE_HOST."),
  port: integer("Port; else SNOWFLAKE_PORT."),
  protocol: text("http or https; else SNOWFLAKE_PROTOCOL.", { allowed: ["http", "https"] }),
  params: textMap("Session parameters."),
  previewFeaturesEnabled: texts("Preview features that may be used."),
  validateDefaultParameters: text("No effect locally."),
  clientTimeout: integer("No effect locally."),
  disableTelemetry: flag("The local cloud sends no telemetry."),
  driverTracing: text("No effect locally."),
  insecureMode: flag("No effect locally: the local cloud is on loopback."),
  jwtClientTimeout: integer("No effect locally."),
  jwtExpireTimeout: integer("No effect locally."),
  keepSessionAlive: flag("No effect locally: local sessions do not expire."),
  loginTimeout: integer("No effect locally."),
  maxRetryCount: integer("No effect locally."),
  ocspFailOpen: text("No effect locally."),
  requestTimeout: integer("No effect locally."),
};

export const checkConfig = (given: Bag): Problem[] => {
  const problems: Problem[] = strings(given.previewFeaturesEnabled)
    .filter((feature) => !featurePattern.test(feature.toLowerCase()))
    .map((feature) => ({ property: "previewFeaturesEnabled", reason: `invalid feature: ${feature}` }));
  const authenticator = str(given.authenticator)?.toUpperCase();
  if (authenticator !== undefined && !["SNOWFLAKE", "SNOWFLAKE_JWT", "JWT"].includes(authenticator)) {
    problems.push({
      property: "authenticator",
      reason: "must be SNOWFLAKE or SNOWFLAKE_JWT in the local cloud",
    });
  }
  return problems;
};
