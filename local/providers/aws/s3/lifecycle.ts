import type { LifecycleRule } from "@aws-sdk/client-s3";
import type { Bag, Value } from "../../../../provider/framework/resource";
import { block, flag, integer, list, text, textMap } from "../../common/properties";
import { bag, bags, map, str } from "../../common/values";
import { sameValue } from "../../common/same";
import { tagMap } from "../define";
import { fromApi, toApi } from "../shape";
import { bucketSetting } from "./setting";

const renames = { id: "ID" };
const tag = block("One tag.", {
  key: text("Key.", { required: true }),
  value: text("Value.", { required: true }),
});
const sizes = {
  objectSizeGreaterThan: integer("Only objects larger than this, in bytes."),
  objectSizeLessThan: integer("Only objects smaller than this, in bytes."),
};
const when = {
  date: text("From this date on (RFC 3339)."),
  days: integer("This many days after creation."),
};

/** `filter.and.tags` is a map to us and a list to S3; dates are text to us. */
const ruleToApi = (rule: Bag): LifecycleRule => {
  const api = toApi(rule, renames) as LifecycleRule;
  const tags = map(bag(bag(rule.filter).and).tags);
  if (api.Filter?.And !== undefined) {
    api.Filter.And.Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  }
  if (rule.filter === undefined && rule.prefix === undefined) api.Filter = { Prefix: "" };
  const dated = [api.Expiration, ...(api.Transitions ?? [])];
  for (const entry of dated) if (typeof entry?.Date === "string") entry.Date = new Date(entry.Date);
  return api;
};

const ruleFromApi = (api: LifecycleRule): Bag => {
  const rule = bag(fromApi(api, renames));
  const and = api.Filter?.And;
  if (and === undefined) return rule;
  return {
    ...rule,
    filter: { ...bag(rule.filter), and: { ...bag(bag(rule.filter).and), tags: tagMap(and.Tags) } },
  };
};

const normal = (rules: Value): Value =>
  bags(rules).map((rule) => {
    const filter = bag(rule.filter);
    const plainPrefix = Object.keys(filter).every((key) => key === "prefix");
    const rest = Object.fromEntries(Object.entries(rule).filter(([name]) => name !== "filter"));
    return {
      ...rest,
      id: str(rule.id) ?? "",
      ...(plainPrefix ? { prefix: str(filter.prefix) ?? rule.prefix } : { filter }),
    };
  });

export const bucketLifecycle = bucketSetting({
  token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  description: "When objects of a bucket expire or move to colder storage.",
  note: "rules are kept and read back; no object ages while the local cloud runs",
  inputs: {
    rules: list("The rules.", {
      id: text("Name of the rule.", { required: true }),
      status: text("Enabled or Disabled.", { required: true, allowed: ["Enabled", "Disabled"] }),
      prefix: text("Only keys beginning so (deprecated: use the filter)."),
      filter: block("Objects the rule is for; all when empty.", {
        prefix: text("Only keys beginning so."),
        ...sizes,
        tag,
        and: block("All of these.", {
          prefix: text("Only keys beginning so."),
          ...sizes,
          tags: textMap("Tags."),
        }),
      }),
      expiration: block("When objects are deleted.", {
        ...when,
        expiredObjectDeleteMarker: flag("Whether lonely delete markers are removed."),
      }),
      transitions: list("When objects move.", {
        ...when,
        storageClass: text("Class they move to.", { required: true }),
      }),
      noncurrentVersionExpiration: block("When old versions are deleted.", {
        noncurrentDays: integer("Days after being replaced."),
        newerNoncurrentVersions: integer("How many old versions stay."),
      }),
      noncurrentVersionTransitions: list("When old versions move.", {
        noncurrentDays: integer("Days after being replaced."),
        newerNoncurrentVersions: integer("How many old versions stay."),
        storageClass: text("Class they move to.", { required: true }),
      }),
      abortIncompleteMultipartUpload: block("When unfinished uploads are dropped.", {
        daysAfterInitiation: integer("Days after the upload began."),
      }),
    }),
  },
  unsupported: ["expectedBucketOwner", "timeouts", "transitionDefaultMinimumObjectSize"],
  same: (property, old, value) => property === "rules" && sameValue(undefined, normal(old), normal(value)),
  write: (client, Bucket, { rules }, on) =>
    client.putBucketLifecycleConfiguration(
      { Bucket, LifecycleConfiguration: { Rules: bags(rules).map(ruleToApi) } },
      on,
    ),
  async read(client, Bucket, on) {
    const { Rules } = await client.getBucketLifecycleConfiguration({ Bucket }, on);
    return Rules === undefined ? undefined : { rules: Rules.map(ruleFromApi) };
  },
  remove: (client, Bucket, on) => client.deleteBucketLifecycle({ Bucket }, on),
});
