import { document, fixed, text } from "../../common/properties";
import { need } from "../../common/values";
import { sqs } from "../clients";
import { aws, type AwsCall } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const put = async (QueueUrl: string, Policy: string, call: AwsCall): Promise<void> => {
  const client = await sqs(call);
  await afterPropagation(call.signal, () =>
    client.setQueueAttributes({ QueueUrl, Attributes: { Policy } }, { abortSignal: call.signal }),
  );
};

export const queuePolicy = aws({
  token: "aws:sqs/queuePolicy:QueuePolicy",
  description: "The policy of a queue.",
  status: "simulated",
  inputs: {
    ...fixed({ queueUrl: text("URL of the queue.", { required: true }) }),
    policy: document("Policy document (text or object).", { required: true }),
  },
  check: (inputs) => documentProblems(inputs, "policy"),
  async create(inputs, call) {
    const url = need(inputs, "queueUrl");
    await put(url, need(inputs, "policy"), call);
    return url;
  },
  async read(id, call) {
    const request = { QueueUrl: id, AttributeNames: ["Policy" as const] };
    const seen = await orAbsent((await sqs(call)).getQueueAttributes(request, { abortSignal: call.signal }));
    const policy = seen?.Attributes?.Policy;
    return policy === undefined || policy === "" ? undefined : { queueUrl: id, policy };
  },
  async update(id, { news }, call) {
    await put(id, need(news, "policy"), call);
    return undefined;
  },
  delete: (id, _state, call) => unlessGone(put(id, "", call)),
});
