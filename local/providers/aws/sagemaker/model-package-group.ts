import { fixed, text } from "../../common/properties";
import { map, need, str } from "../../common/values";
import { sagemaker } from "../clients";
import { aws, tagList, tagMap } from "../define";
import { orAbsent, unlessGone } from "../errors";
import { tagging } from "./tagging";

export const modelPackageGroup = aws({
  token: "aws:sagemaker/modelPackageGroup:ModelPackageGroup",
  description: "A group of model versions in SageMaker's registry.",
  status: "simulated",
  inputs: fixed({
    modelPackageGroupName: text("Name of the group.", { required: true }),
    modelPackageGroupDescription: text("What the group is for."),
  }),
  outputs: { arn: text("ARN.") },
  tagging,
  async create(inputs, call) {
    const ModelPackageGroupName = need(inputs, "modelPackageGroupName");
    await (
      await sagemaker(call)
    ).createModelPackageGroup(
      {
        ModelPackageGroupName,
        ModelPackageGroupDescription: str(inputs.modelPackageGroupDescription),
        Tags: tagList(map(inputs.tags)),
      },
      { abortSignal: call.signal },
    );
    return ModelPackageGroupName;
  },
  async read(id, call) {
    const client = await sagemaker(call);
    const on = { abortSignal: call.signal };
    const seen = await orAbsent(client.describeModelPackageGroup({ ModelPackageGroupName: id }, on));
    if (seen === undefined) return undefined;
    const { Tags } = await client.listTags({ ResourceArn: seen.ModelPackageGroupArn }, on);
    return {
      modelPackageGroupName: id,
      modelPackageGroupDescription: seen.ModelPackageGroupDescription,
      arn: seen.ModelPackageGroupArn,
      tags: tagMap(Tags),
    };
  },
  async delete(id, _state, call) {
    await unlessGone((await sagemaker(call)).deleteModelPackageGroup({ ModelPackageGroupName: id }));
  },
});
