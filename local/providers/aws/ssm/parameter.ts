import type { ParameterTier, ParameterType, PutParameterCommandInput } from "@aws-sdk/client-ssm";
import type { Bag } from "../../../../provider/framework/resource";
import { fixed, flag, text } from "../../common/properties";
import { map, need, str } from "../../common/values";
import { ssm } from "../clients";
import { aws, tagList, tagMap } from "../define";
import { orAbsent, unlessGone } from "../errors";

const request = (inputs: Bag, Overwrite: boolean): PutParameterCommandInput => ({
  Name: need(inputs, "name"),
  Value: str(inputs.value) ?? need(inputs, "insecureValue"),
  Type: need(inputs, "type") as ParameterType,
  Description: str(inputs.description),
  AllowedPattern: str(inputs.allowedPattern),
  DataType: str(inputs.dataType),
  KeyId: str(inputs.keyId),
  Tier: str(inputs.tier) as ParameterTier | undefined,
  Overwrite,
});

export const parameter = aws({
  token: "aws:ssm/parameter:Parameter",
  description: "A parameter in Systems Manager's store.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name of the parameter."),
      type: text("Kind of value.", { required: true, allowed: ["String", "StringList", "SecureString"] }),
    }),
    value: text("The value.", { secret: true }),
    insecureValue: text("The value, shown in previews. Not for SecureString."),
    description: text("What the parameter is for."),
    allowedPattern: text("Pattern that values match."),
    dataType: text("Kind of text.", { computed: true }),
    keyId: text("Key of a SecureString.", { computed: true }),
    tier: text("Tier.", { computed: true }),
    overwrite: flag("Whether an existing parameter is taken over."),
  },
  unsupported: ["arn", "valueWo", "valueWoVersion"],
  outputs: { arn: text("ARN."), version: { type: "integer", description: "Version.", volatile: true } },
  naming: { property: "name", longest: 2048 },
  check(inputs, unknown) {
    const given = ["value", "insecureValue"].filter(
      (name) => inputs[name] !== undefined || unknown.has(name),
    );
    if (given.length !== 1)
      return [{ property: "insecureValue", reason: "give exactly one of value and insecureValue" }];
    if (inputs.insecureValue === undefined || inputs.type !== "SecureString") return [];
    return [{ property: "insecureValue", reason: "cannot be used with the type SecureString" }];
  },
  tagging: {
    set: async (ResourceId, tags, call) =>
      (await ssm(call)).addTagsToResource({ ResourceType: "Parameter", ResourceId, Tags: tagList(tags) }),
    remove: async (ResourceId, TagKeys, call) =>
      (await ssm(call)).removeTagsFromResource({ ResourceType: "Parameter", ResourceId, TagKeys }),
  },
  async create(inputs, call) {
    const client = await ssm(call);
    const tags = tagList(map(inputs.tags));
    const over = inputs.overwrite === true;
    // The service refuses tags together with an overwrite.
    await client.putParameter(
      { ...request(inputs, over), ...(over ? {} : { Tags: tags }) },
      { abortSignal: call.signal },
    );
    const ResourceId = need(inputs, "name");
    if (over && tags.length > 0)
      await client.addTagsToResource({ ResourceType: "Parameter", ResourceId, Tags: tags });
    return ResourceId;
  },
  async read(id, call, prior) {
    const client = await ssm(call);
    const on = { abortSignal: call.signal };
    const seen = (await orAbsent(client.getParameter({ Name: id, WithDecryption: true }, on)))?.Parameter;
    if (seen === undefined) return undefined;
    const described = await client.describeParameters(
      { ParameterFilters: [{ Key: "Name", Values: [id] }] },
      on,
    );
    const [about] = described.Parameters ?? [];
    const { TagList } = await client.listTagsForResource({ ResourceType: "Parameter", ResourceId: id }, on);
    const insecure = prior?.inputs.insecureValue !== undefined;
    return {
      name: id,
      arn: seen.ARN,
      type: seen.Type,
      ...(insecure ? { insecureValue: seen.Value } : { value: seen.Value }),
      version: seen.Version,
      dataType: seen.DataType,
      description: about?.Description,
      allowedPattern: about?.AllowedPattern,
      keyId: about?.KeyId,
      tier: about?.Tier,
      tags: tagMap(TagList),
    };
  },
  async update(_id, { news }, call) {
    await (await ssm(call)).putParameter(request(news, true), { abortSignal: call.signal });
    return undefined;
  },
  async delete(id, _state, call) {
    await unlessGone((await ssm(call)).deleteParameter({ Name: id }));
  },
});
