import type { Bag, Problem, Property } from "../../../provider/framework/resource";
import { block, document, flag, integer, text, textMap, texts } from "../common/properties";
import { str } from "../common/values";

/** The configuration of the real provider, as far as the local cloud can follow it. */
export const config: Readonly<Record<string, Property>> = {
  region: text("Region.", { change: "replace" }),
  accessKey: text("Access key; else AWS_ACCESS_KEY_ID."),
  secretKey: text("Secret key; else AWS_SECRET_ACCESS_KEY.", { secret: true }),
  token: text("Session token; else AWS_SESSION_TOKEN.", { secret: true }),
  profile: text("Profile of the shared configuration."),
  endpoints: document("Endpoints by service; else AWS_ENDPOINT_URL."),
  defaultTags: block("Tags of every object.", { tags: textMap("The tags.") }),
  allowedAccountIds: texts("Accounts that the provider may work in."),
  forbiddenAccountIds: texts("Accounts that the provider must not work in."),
  maxRetries: integer("How often a failed call is repeated."),
  retryMode: text("How failed calls are repeated.", { allowed: ["standard", "adaptive"] }),
  s3UsePathStyle: flag("Bucket in the path; always so locally."),
  s3UsEast1RegionalEndpoint: text("Endpoint form of us-east-1; no effect locally."),
  insecure: flag("Accept bad certificates; the local cloud speaks plain HTTP on loopback."),
  skipCredentialsValidation: flag("No check of the credentials at the start; never made locally."),
  skipMetadataApiCheck: flag("No call of the instance's metadata; never made locally."),
  skipRegionValidation: flag("No check of the region's name."),
  skipRequestingAccountId: flag("No look-up of the account at the start; never made locally."),
  stsRegion: text("Region of STS; the local cloud has one STS."),
  useDualstackEndpoint: flag("IPv6 endpoints; no effect locally."),
  useFipsEndpoint: flag("FIPS endpoints; no effect locally."),
  userAgents: texts("Added to the user agent; no effect locally."),
};

export const checkConfig = (given: Bag): Problem[] => {
  const region = str(given.region);
  if (region === undefined || given.skipRegionValidation === true || /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region))
    return [];
  return [{ property: "region", reason: "is not the name of a region (us-east-1, eu-central-1, ...)" }];
};
