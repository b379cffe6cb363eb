import { document, fixed, text } from "../../common/properties";
import { need } from "../../common/values";
import { sns } from "../clients";
import { aws, type AwsCall } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";
import { defaultTopicPolicy } from "./topic";

const put = async (TopicArn: string, policy: string, call: AwsCall): Promise<void> => {
  const client = await sns(call);
  await afterPropagation(call.signal, () =>
    client.setTopicAttributes(
      { TopicArn, AttributeName: "Policy", AttributeValue: policy },
      { abortSignal: call.signal },
    ),
  );
};

export const topicPolicy = aws({
  token: "aws:sns/topicPolicy:TopicPolicy",
  description: "The policy of a topic.",
  status: "simulated",
  inputs: {
    ...fixed({ arn: text("ARN of the topic.", { required: true }) }),
    policy: document("Policy document (text or object).", { required: true }),
  },
  outputs: { owner: text("Account.") },
  check: (inputs) => documentProblems(inputs, "policy"),
  async create(inputs, call) {
    const arn = need(inputs, "arn");
    await put(arn, need(inputs, "policy"), call);
    return arn;
  },
  async read(id, call) {
    const seen = await orAbsent(
      (await sns(call)).getTopicAttributes({ TopicArn: id }, { abortSignal: call.signal }),
    );
    const policy = seen?.Attributes?.Policy;
    if (policy === undefined || policy === "") return undefined;
    return { arn: id, policy, owner: seen?.Attributes?.Owner ?? id.split(":")[4] };
  },
  async update(id, { news }, call) {
    await put(id, need(news, "policy"), call);
    return undefined;
  },
  delete: (id, _state, call) => unlessGone(put(id, defaultTopicPolicy(id), call)),
});
