import { fixed, flag, integer, text } from "../../common/properties";
import { map, need, num, str } from "../../common/values";
import { logs } from "../clients";
import { aws, type AwsCall } from "../define";
import { unlessGone } from "../errors";

const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const find = async (name: string, call: AwsCall) => {
  const client = await logs(call);
  for (let nextToken: string | undefined; ;) {
    const page = await client.describeLogGroups(
      { logGroupNamePrefix: name, nextToken },
      { abortSignal: call.signal },
    );
    const found = page.logGroups?.find(({ logGroupName }) => logGroupName === name);
    if (found !== undefined || page.nextToken === undefined) return found;
    nextToken = page.nextToken;
  }
};

const retain = async (logGroupName: string, days: number | undefined, call: AwsCall): Promise<void> => {
  const client = await logs(call);
  if (days === undefined || days === 0) await unlessGone(client.deleteRetentionPolicy({ logGroupName }));
  else await client.putRetentionPolicy({ logGroupName, retentionInDays: days });
};

export const logGroup = aws({
  token: "aws:cloudwatch/logGroup:LogGroup",
  description: "A CloudWatch Logs group.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name of the group."),
      namePrefix: text("Beginning of the automatic name."),
      logGroupClass: text("Class of the group.", { computed: true }),
    }),
    retentionInDays: integer("Days that events are kept; 0 is for ever.", {
      default: 0,
      allowed: retentions,
    }),
    kmsKeyId: text("ARN of the key that encrypts."),
    skipDestroy: flag("Leave the group when the resource is deleted.", { default: false }),
  },
  unsupported: ["deletionProtectionEnabled"],
  outputs: { arn: text("ARN.") },
  naming: { property: "name", prefix: "namePrefix", longest: 512 },
  tagging: {
    set: async (_id, tags, call, { arn }) => (await logs(call)).tagResource({ resourceArn: str(arn), tags }),
    remove: async (_id, tagKeys, call, { arn }) =>
      (await logs(call)).untagResource({ resourceArn: str(arn), tagKeys }),
  },
  async create(inputs, call) {
    const logGroupName = need(inputs, "name");
    const client = await logs(call);
    const tags = map(inputs.tags);
    await client.createLogGroup(
      {
        logGroupName,
        kmsKeyId: str(inputs.kmsKeyId),
        ...(inputs.logGroupClass === undefined
          ? {}
          : { logGroupClass: str(inputs.logGroupClass) as "STANDARD" }),
        ...(Object.keys(tags).length === 0 ? {} : { tags }),
      },
      { abortSignal: call.signal },
    );
    return logGroupName;
  },
  async settle(id, inputs, call) {
    if (num(inputs.retentionInDays) !== 0) await retain(id, num(inputs.retentionInDays), call);
  },
  async read(id, call) {
    const seen = await find(id, call);
    if (seen === undefined) return undefined;
    const arn = seen.logGroupArn ?? seen.arn?.replace(/:\*$/, "");
    const { tags } = await (
      await logs(call)
    ).listTagsForResource({ resourceArn: arn }, { abortSignal: call.signal });
    return {
      name: id,
      arn,
      retentionInDays: seen.retentionInDays ?? 0,
      kmsKeyId: seen.kmsKeyId,
      logGroupClass: seen.logGroupClass ?? "STANDARD",
      tags: tags ?? {},
    };
  },
  async update(id, { changed, news }, call) {
    if (changed.has("retentionInDays")) await retain(id, num(news.retentionInDays), call);
    if (changed.has("kmsKeyId")) {
      const client = await logs(call);
      const kmsKeyId = str(news.kmsKeyId);
      if (kmsKeyId === undefined) await client.disassociateKmsKey({ logGroupName: id });
      else await client.associateKmsKey({ logGroupName: id, kmsKeyId });
    }
    return undefined;
  },
  async delete(id, state, call) {
    if (state.inputs.skipDestroy === true) return;
    await unlessGone((await logs(call)).deleteLogGroup({ logGroupName: id }));
  },
});
