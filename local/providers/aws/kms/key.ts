import { document, fixed, flag, integer, text } from "../../common/properties";
import { bool, map, num, str } from "../../common/values";
import { kms } from "../clients";
import { aws } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const tagsOf = (tags: Record<string, string>) =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

export const key = aws({
  token: "aws:kms/key:Key",
  description: "A KMS key.",
  status: "simulated",
  inputs: {
    description: text("What the key is for.", { default: "Managed by Pulumi" }),
    policy: document("Key policy; the service's default when left out.", { computed: true }),
    deletionWindowInDays: integer("Days between deleting the resource and losing the key: 7 to 30."),
    isEnabled: flag("Whether the key may be used.", { default: true }),
    enableKeyRotation: flag("Whether the key rotates by itself.", { default: false }),
    rotationPeriodInDays: integer("Days between rotations.", { computed: true }),
    bypassPolicyLockoutSafetyCheck: flag("Whether a policy may lock everybody out.", { default: false }),
    ...fixed({
      keyUsage: text("Use of the key.", {
        default: "ENCRYPT_DECRYPT",
        allowed: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"],
      }),
      customerMasterKeySpec: text("Kind of key.", { default: "SYMMETRIC_DEFAULT" }),
      multiRegion: flag("Whether the key can be replicated.", { computed: true }),
    }),
  },
  unsupported: ["customKeyStoreId", "xksKeyId"],
  outputs: { arn: text("ARN."), keyId: text("Id.") },
  check(inputs) {
    const days = num(inputs.deletionWindowInDays);
    const problems = documentProblems(inputs, "policy");
    if (days === undefined || (days >= 7 && days <= 30)) return problems;
    return [...problems, { property: "deletionWindowInDays", reason: "must be from 7 to 30" }];
  },
  tagging: {
    set: async (KeyId, tags, call) => (await kms(call)).tagResource({ KeyId, Tags: tagsOf(tags) }),
    remove: async (KeyId, TagKeys, call) => (await kms(call)).untagResource({ KeyId, TagKeys }),
  },
  async create(inputs, call) {
    const client = await kms(call);
    const made = await afterPropagation(call.signal, () =>
      client.createKey(
        {
          Description: str(inputs.description),
          KeyUsage: str(inputs.keyUsage) as "ENCRYPT_DECRYPT",
          KeySpec: str(inputs.customerMasterKeySpec) as "SYMMETRIC_DEFAULT",
          BypassPolicyLockoutSafetyCheck: bool(inputs.bypassPolicyLockoutSafetyCheck),
          ...(inputs.policy === undefined ? {} : { Policy: str(inputs.policy) }),
          ...(inputs.multiRegion === true ? { MultiRegion: true } : {}),
          Tags: tagsOf(map(inputs.tags)),
        },
        { abortSignal: call.signal },
      ),
    );
    const id = made.KeyMetadata?.KeyId;
    if (id === undefined) throw new Error("KMS made a key without an id");
    return id;
  },
  async settle(KeyId, inputs, call) {
    const client = await kms(call);
    if (inputs.enableKeyRotation === true) {
      await client.enableKeyRotation({ KeyId, RotationPeriodInDays: num(inputs.rotationPeriodInDays) });
    }
    if (inputs.isEnabled === false) await client.disableKey({ KeyId });
  },
  async read(id, call) {
    const client = await kms(call);
    const on = { abortSignal: call.signal };
    const seen = (await orAbsent(client.describeKey({ KeyId: id }, on)))?.KeyMetadata;
    const gone = seen?.KeyState === "PendingDeletion" || seen?.KeyState === "PendingReplicaDeletion";
    if (seen?.KeyId === undefined || gone) return undefined;
    const KeyId = seen.KeyId;
    const policy = await orAbsent(client.getKeyPolicy({ KeyId, PolicyName: "default" }, on));
    const rotation = await orAbsent(client.getKeyRotationStatus({ KeyId }, on));
    const tags = await client.listResourceTags({ KeyId }, on);
    return {
      id: KeyId,
      arn: seen.Arn,
      keyId: KeyId,
      description: seen.Description,
      isEnabled: seen.Enabled ?? true,
      keyUsage: seen.KeyUsage,
      customerMasterKeySpec: seen.KeySpec,
      multiRegion: seen.MultiRegion ?? false,
      policy: policy?.Policy,
      enableKeyRotation: rotation?.KeyRotationEnabled ?? false,
      rotationPeriodInDays: rotation?.KeyRotationEnabled === true ? rotation.RotationPeriodInDays : undefined,
      tags: Object.fromEntries(
        (tags.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey ?? "", TagValue ?? ""]),
      ),
    };
  },
  async update(KeyId, { changed, news }, call) {
    const client = await kms(call);
    const on = { abortSignal: call.signal };
    if (changed.has("isEnabled") && news.isEnabled === true) await client.enableKey({ KeyId }, on);
    if (changed.has("description")) {
      await client.updateKeyDescription({ KeyId, Description: str(news.description) ?? "" }, on);
    }
    if (changed.has("policy") && news.policy !== undefined) {
      const Policy = str(news.policy);
      const bypass = { BypassPolicyLockoutSafetyCheck: bool(news.bypassPolicyLockoutSafetyCheck) };
      await afterPropagation(call.signal, () => client.putKeyPolicy({ KeyId, Policy, ...bypass }, on));
    }
    if (changed.has("enableKeyRotation") || changed.has("rotationPeriodInDays")) {
      if (news.enableKeyRotation === true) {
        await client.enableKeyRotation({ KeyId, RotationPeriodInDays: num(news.rotationPeriodInDays) }, on);
      } else await client.disableKeyRotation({ KeyId }, on);
    }
    if (changed.has("isEnabled") && news.isEnabled === false) await client.disableKey({ KeyId }, on);
    return undefined;
  },
  async delete(KeyId, state, call) {
    const PendingWindowInDays = num(state.inputs.deletionWindowInDays) ?? 30;
    await unlessGone((await kms(call)).scheduleKeyDeletion({ KeyId, PendingWindowInDays }));
  },
});
