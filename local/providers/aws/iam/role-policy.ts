import { document, fixed, text } from "../../common/properties";
import { need } from "../../common/values";
import { iam, type Scope } from "../clients";
import { aws } from "../define";
import { documentProblems } from "../documents";
import { orAbsent, unlessGone } from "../errors";

const place = (id: string): { RoleName: string; PolicyName: string } => {
  const [, RoleName = "", PolicyName = ""] = /^([^:]+):(.+)$/.exec(id) ?? [];
  if (PolicyName === "") throw new Error(`${id}: the id of a role policy is <role>:<policy>`);
  return { RoleName, PolicyName };
};

const put = async (id: string, PolicyDocument: string, scope: Scope, signal: AbortSignal): Promise<void> => {
  await (await iam(scope)).putRolePolicy({ ...place(id), PolicyDocument }, { abortSignal: signal });
};

export const rolePolicy = aws({
  token: "aws:iam/rolePolicy:RolePolicy",
  description: "An inline policy of a role.",
  status: "simulated",
  global: true,
  inputs: {
    ...fixed({
      name: text("Name of the policy."),
      namePrefix: text("Beginning of the automatic name."),
      role: text("Name of the role.", { required: true }),
    }),
    policy: document("Policy document (text or object).", { required: true }),
  },
  naming: { property: "name", prefix: "namePrefix", longest: 128 },
  check: (inputs) => documentProblems(inputs, "policy"),
  async create(inputs, call) {
    const id = `${need(inputs, "role")}:${need(inputs, "name")}`;
    await put(id, need(inputs, "policy"), call, call.signal);
    return id;
  },
  async read(id, call) {
    const seen = await orAbsent((await iam(call)).getRolePolicy(place(id), { abortSignal: call.signal }));
    if (seen?.PolicyDocument === undefined) return undefined;
    const { RoleName, PolicyName } = place(id);
    return { role: RoleName, name: PolicyName, policy: decodeURIComponent(seen.PolicyDocument) };
  },
  async update(id, { news }, call) {
    await put(id, need(news, "policy"), call, call.signal);
    return undefined;
  },
  async delete(id, _state, call) {
    await unlessGone((await iam(call)).deleteRolePolicy(place(id)));
  },
});
