import { fixed, text } from "../../common/properties";
import { need, str } from "../../common/values";
import { kms, type Scope } from "../clients";
import { aws } from "../define";
import { unlessGone } from "../errors";

const find = async (name: string, scope: Scope) => {
  const client = await kms(scope);
  for (let Marker: string | undefined; ;) {
    const page = await client.listAliases({ ...(Marker === undefined ? {} : { Marker }) });
    const found = page.Aliases?.find(({ AliasName }) => AliasName === name);
    if (found !== undefined || page.Truncated !== true) return found;
    Marker = page.NextMarker;
  }
};

const keyIdOf = (idOrArn: unknown): unknown =>
  typeof idOrArn === "string" ? idOrArn.split("/").at(-1) : idOrArn;

export const alias = aws({
  token: "aws:kms/alias:Alias",
  description: "A name for a KMS key.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name, beginning with alias/."),
      namePrefix: text("Beginning of the automatic name."),
    }),
    targetKeyId: text("Id or ARN of the key.", { required: true }),
  },
  outputs: { arn: text("ARN."), targetKeyArn: text("ARN of the key.", { volatile: true }) },
  naming: { property: "name", prefix: "namePrefix", before: "alias/", longest: 256 },
  check({ name }) {
    const given = str(name);
    if (given === undefined || (/^alias\/[\w/-]+$/.test(given) && !given.startsWith("alias/aws/"))) return [];
    return [{ property: "name", reason: "must be alias/ and then letters, digits, / _ -, not alias/aws/" }];
  },
  same: (property, old, value) => property === "targetKeyId" && keyIdOf(old) === keyIdOf(value),
  async create(inputs, call) {
    const AliasName = need(inputs, "name");
    await (
      await kms(call)
    ).createAlias({ AliasName, TargetKeyId: need(inputs, "targetKeyId") }, { abortSignal: call.signal });
    return AliasName;
  },
  async read(id, call) {
    const found = await find(id, call);
    if (found === undefined) return undefined;
    const arn = found.AliasArn ?? "";
    const account = arn.slice(0, arn.indexOf(":alias/"));
    return {
      name: id,
      arn,
      targetKeyId: found.TargetKeyId,
      targetKeyArn:
        found.TargetKeyId === undefined ? undefined : `${account}:key/${String(keyIdOf(found.TargetKeyId))}`,
    };
  },
  async update(AliasName, { news }, call) {
    await (
      await kms(call)
    ).updateAlias({ AliasName, TargetKeyId: need(news, "targetKeyId") }, { abortSignal: call.signal });
    return undefined;
  },
  async delete(AliasName, _state, call) {
    await unlessGone((await kms(call)).deleteAlias({ AliasName }));
  },
});
