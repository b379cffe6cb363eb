import type { IAM } from "@aws-sdk/client-iam";
import { document, fixed, flag, integer, list, text, texts } from "../../common/properties";
import { bags, map, need, num, str, strings } from "../../common/values";
import { iam } from "../clients";
import { aws, tagList, tagMap } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const attached = async (client: IAM, RoleName: string): Promise<string[]> => {
  const { AttachedPolicies } = await client.listAttachedRolePolicies({ RoleName });
  return (AttachedPolicies ?? [])
    .flatMap(({ PolicyArn }) => (PolicyArn === undefined ? [] : [PolicyArn]))
    .sort();
};

export const role = aws({
  token: "aws:iam/role:Role",
  description: "An IAM role.",
  status: "simulated",
  global: true,
  inputs: {
    ...fixed({
      name: text("Name of the role."),
      namePrefix: text("Beginning of the automatic name."),
      path: text("Path of the role.", { default: "/" }),
    }),
    assumeRolePolicy: document("Who may assume the role (text or object).", { required: true }),
    description: text("What the role is for."),
    maxSessionDuration: integer("Longest session in seconds: 3600 to 43200.", { default: 3600 }),
    permissionsBoundary: text("ARN of the policy that bounds the role."),
    forceDetachPolicies: flag("Whether deleting the role detaches its policies.", { default: false }),
    managedPolicyArns: texts("Exactly these managed policies.", { computed: true }),
    inlinePolicies: list(
      "Exactly these inline policies.",
      { name: text("Name.", { required: true }), policy: document("Policy document.", { required: true }) },
      { computed: true },
    ),
  },
  outputs: { arn: text("ARN."), createDate: text("When the role was made."), uniqueId: text("Unique id.") },
  naming: { property: "name", prefix: "namePrefix", longest: 64 },
  check: (inputs) => documentProblems(inputs, "assumeRolePolicy"),
  same: (property, old, value) =>
    property === "managedPolicyArns" && strings(old).sort().join() === strings(value).sort().join(),
  tagging: {
    set: async (RoleName, tags, call) => (await iam(call)).tagRole({ RoleName, Tags: tagList(tags) }),
    remove: async (RoleName, TagKeys, call) => (await iam(call)).untagRole({ RoleName, TagKeys }),
  },
  async create(inputs, call) {
    const RoleName = need(inputs, "name");
    const client = await iam(call);
    await afterPropagation(call.signal, () =>
      client.createRole(
        {
          RoleName,
          Path: str(inputs.path),
          AssumeRolePolicyDocument: need(inputs, "assumeRolePolicy"),
          Description: str(inputs.description),
          MaxSessionDuration: num(inputs.maxSessionDuration),
          PermissionsBoundary: str(inputs.permissionsBoundary),
          Tags: tagList(map(inputs.tags)),
        },
        { abortSignal: call.signal },
      ),
    );
    return RoleName;
  },
  async settle(RoleName, inputs, call) {
    const client = await iam(call);
    for (const PolicyArn of strings(inputs.managedPolicyArns))
      await client.attachRolePolicy({ RoleName, PolicyArn });
    for (const policy of bags(inputs.inlinePolicies)) {
      await client.putRolePolicy({
        RoleName,
        PolicyName: need(policy, "name"),
        PolicyDocument: need(policy, "policy"),
      });
    }
  },
  async read(id, call) {
    const client = await iam(call);
    const on = { abortSignal: call.signal };
    const seen = (await orAbsent(client.getRole({ RoleName: id }, on)))?.Role;
    if (seen === undefined) return undefined;
    const { Tags } = await client.listRoleTags({ RoleName: id }, on);
    const { PolicyNames } = await client.listRolePolicies({ RoleName: id }, on);
    const inlinePolicies = await Promise.all(
      (PolicyNames ?? []).map(async (PolicyName) => {
        const { PolicyDocument } = await client.getRolePolicy({ RoleName: id, PolicyName }, on);
        return { name: PolicyName, policy: decodeURIComponent(PolicyDocument ?? "") };
      }),
    );
    return {
      name: id,
      arn: seen.Arn,
      path: seen.Path,
      uniqueId: seen.RoleId,
      createDate: seen.CreateDate?.toISOString(),
      assumeRolePolicy: decodeURIComponent(seen.AssumeRolePolicyDocument ?? ""),
      description: seen.Description,
      maxSessionDuration: seen.MaxSessionDuration ?? 3600,
      permissionsBoundary: seen.PermissionsBoundary?.PermissionsBoundaryArn,
      managedPolicyArns: await attached(client, id),
      inlinePolicies,
      tags: tagMap(Tags),
    };
  },
  async update(RoleName, { changed, olds, news }, call) {
    const client = await iam(call);
    const on = { abortSignal: call.signal };
    if (changed.has("assumeRolePolicy")) {
      const PolicyDocument = need(news, "assumeRolePolicy");
      await afterPropagation(call.signal, () =>
        client.updateAssumeRolePolicy({ RoleName, PolicyDocument }, on),
      );
    }
    if (changed.has("description") || changed.has("maxSessionDuration")) {
      const MaxSessionDuration = num(news.maxSessionDuration);
      await client.updateRole({ RoleName, Description: str(news.description) ?? "", MaxSessionDuration }, on);
    }
    if (changed.has("permissionsBoundary")) {
      const PermissionsBoundary = str(news.permissionsBoundary);
      if (PermissionsBoundary === undefined) await client.deleteRolePermissionsBoundary({ RoleName }, on);
      else await client.putRolePermissionsBoundary({ RoleName, PermissionsBoundary }, on);
    }
    if (changed.has("managedPolicyArns")) {
      const wanted = strings(news.managedPolicyArns);
      const had = await attached(client, RoleName);
      for (const PolicyArn of had)
        if (!wanted.includes(PolicyArn)) await client.detachRolePolicy({ RoleName, PolicyArn }, on);
      for (const PolicyArn of wanted)
        if (!had.includes(PolicyArn)) await client.attachRolePolicy({ RoleName, PolicyArn }, on);
    }
    if (changed.has("inlinePolicies")) {
      const wanted = bags(news.inlinePolicies);
      for (const old of bags(olds.inlinePolicies)) {
        if (wanted.every(({ name }) => name !== old.name)) {
          await unlessGone(client.deleteRolePolicy({ RoleName, PolicyName: need(old, "name") }, on));
        }
      }
      for (const policy of wanted) {
        const PolicyName = need(policy, "name");
        await client.putRolePolicy({ RoleName, PolicyName, PolicyDocument: need(policy, "policy") }, on);
      }
    }
    return undefined;
  },
  async delete(RoleName, state, call) {
    const client = await iam(call);
    const force = state.inputs.forceDetachPolicies === true;
    const managed = force
      ? ((await orAbsent(attached(client, RoleName))) ?? [])
      : strings(state.inputs.managedPolicyArns);
    for (const PolicyArn of managed) await unlessGone(client.detachRolePolicy({ RoleName, PolicyArn }));
    const inline = force
      ? ((await orAbsent(client.listRolePolicies({ RoleName })))?.PolicyNames ?? [])
      : bags(state.inputs.inlinePolicies).map((policy) => need(policy, "name"));
    for (const PolicyName of inline) await unlessGone(client.deleteRolePolicy({ RoleName, PolicyName }));
    await unlessGone(client.deleteRole({ RoleName }));
  },
});
