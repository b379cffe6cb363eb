import type * as Sdk from "@aws-sdk/client-sagemaker";

export type Tags = Readonly<Record<string, string>>;

/** A client with the SDK it is of, so that no command is loaded before it is needed. */
export interface SageMaker {
  readonly client: Sdk.SageMakerClient;
  readonly sdk: typeof Sdk;
  readonly signal: AbortSignal;
}

export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export async function readTags({ client, sdk, signal }: SageMaker, arn: string): Promise<Tags> {
  const result: Record<string, string> = {};
  let token: string | undefined;
  do {
    const command = new sdk.ListTagsCommand({ ResourceArn: arn, NextToken: token });
    const page = await client.send(command, { abortSignal: signal });
    for (const { Key, Value } of page.Tags ?? []) if (Key !== undefined) result[Key] = Value ?? "";
    token = page.NextToken;
  } while (token !== undefined);
  return result;
}

/** Turns the tags `before` into `after`; tags named by neither stay. */
export async function changeTags(on: SageMaker, arn: string, before: Tags, after: Tags): Promise<void> {
  const { client, sdk } = on;
  const options = { abortSignal: on.signal };
  const gone = Object.keys(before).filter((key) => !(key in after));
  if (gone.length > 0) {
    await client.send(new sdk.DeleteTagsCommand({ ResourceArn: arn, TagKeys: gone }), options);
  }
  const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
  if (Object.keys(changed).length > 0) {
    await client.send(new sdk.AddTagsCommand({ ResourceArn: arn, Tags: tagList(changed) }), options);
  }
}

/** Tags that users give; `aws:` and `floe:` are kept for the service and for us. */
export function ownTags(tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !/^(aws|floe):/i.test(key)));
}
