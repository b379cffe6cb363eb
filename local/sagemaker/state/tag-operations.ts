import type { Tag } from "@aws-sdk/client-sagemaker";
import { invalid } from "../front/errors";
import { operation, type Operations } from "../front/operation";
import { tags as tagsShape } from "../shapes/common";
import { list, structure, text, whole } from "../shapes/shape";
import type { Store } from "./store";

interface Tagged {
  arn: string;
  tags: Tag[];
}

const arnShape = text({ pattern: "arn:.*", min: 1, max: 256 });
const onArn = (input: { ResourceArn?: string }) =>
  (input.ResourceArn ?? "").replace(/^arn:[^:]*:sagemaker:[^:]*:[^:]*:/u, "");
const maxTags = 50;

/** AddTags, DeleteTags and ListTags for every kind of record. */
export function tagOperations(stores: Store<Tagged & object>[]): Operations {
  const change = (arn: string, edit: (tags: Tag[]) => Tag[]): Tag[] => {
    for (const store of stores) {
      const found = store.entries().find(([, each]) => each.arn === arn);
      if (!found) continue;
      const [key, record] = found;
      const edited = edit(record.tags);
      if (edited.length > maxTags) throw invalid(`A resource can have at most ${maxTags} tags.`);
      if (edited !== record.tags) {
        record.tags = edited;
        store.put(key, record);
      }
      return edited;
    }
    throw invalid(`Could not find the resource ${arn}.`);
  };
  return {
    AddTags: operation<{ ResourceArn: string; Tags: Tag[] }>({
      shape: structure({ ResourceArn: arnShape, Tags: tagsShape }),
      resource: onArn,
      run: (input) => {
        const added = new Set(input.Tags.map((tag) => tag.Key));
        const all = change(input.ResourceArn, (tags) => [
          ...tags.filter((tag) => !added.has(tag.Key)),
          ...input.Tags,
        ]);
        return { Tags: all };
      },
    }),
    DeleteTags: operation<{ ResourceArn: string; TagKeys: string[] }>({
      shape: structure({ ResourceArn: arnShape, TagKeys: list(text({ min: 1, max: 128 }), 1, 50) }),
      resource: onArn,
      run: (input) => {
        change(input.ResourceArn, (tags) => tags.filter((tag) => !input.TagKeys.includes(tag.Key ?? "")));
        return {};
      },
    }),
    ListTags: operation<{ ResourceArn: string }>({
      shape: structure({ ResourceArn: arnShape }, { NextToken: text(), MaxResults: whole(50, 100) }),
      resource: onArn,
      run: (input) => ({ Tags: change(input.ResourceArn, (tags) => tags) }),
    }),
  };
}
