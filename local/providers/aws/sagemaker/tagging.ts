import { need } from "../../common/values";
import { sagemaker } from "../clients";
import { tagList, type Tagging } from "../define";

/** SageMaker tags every kind of object by its ARN. */
export const tagging: Tagging = {
  set: async (_id, tags, call, outputs) =>
    (await sagemaker(call)).addTags({ ResourceArn: need(outputs, "arn"), Tags: tagList(tags) }),
  remove: async (_id, TagKeys, call, outputs) =>
    (await sagemaker(call)).deleteTags({ ResourceArn: need(outputs, "arn"), TagKeys }),
};
