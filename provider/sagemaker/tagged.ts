import type * as Sdk from "@aws-sdk/client-sagemaker";
import { isMissing } from "../aws/errors";
import { readTags, type SageMaker } from "./tags";

/** One object that carries a tag of ours. */
export interface Tagged {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export type TaggedKind = "model" | "endpointConfig" | "trainingJob";

interface Listed {
  readonly name: string | undefined;
  readonly arn: string | undefined;
  readonly created: Date | undefined;
}
interface Page {
  readonly items: readonly Listed[];
  readonly next: string | undefined;
}
type Query = Pick<Sdk.ListModelsCommandInput, "NameContains" | "MaxResults" | "NextToken">;

/** Every object whose name begins with `<prefix>-` and fits, and that carries the tag, newest first. */
export async function listTagged(
  on: SageMaker,
  kind: TaggedKind,
  prefix: string,
  tag: { readonly key: string; readonly value: string },
  fits: (name: string) => boolean = () => true,
): Promise<readonly Tagged[]> {
  const found: Tagged[] = [];
  let token: string | undefined;
  do {
    const query = { NameContains: `${prefix}-`, MaxResults: 100 };
    const page = await pageOf(on, kind, token === undefined ? query : { ...query, NextToken: token });
    for (const { name, arn, created } of page.items) {
      if (name === undefined || arn === undefined || !name.startsWith(`${prefix}-`) || !fits(name)) continue;
      if (await carries(on, arn, tag)) found.push({ name, arn, created: created?.getTime() ?? 0 });
    }
    token = page.next;
  } while (token !== undefined);
  return found.sort((a, b) => b.created - a.created);
}

/** False for what was deleted since it was listed, too. */
export async function carries(
  on: SageMaker,
  arn: string,
  tag: { readonly key: string; readonly value: string },
): Promise<boolean> {
  try {
    return (await readTags(on, arn))[tag.key] === tag.value;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export async function deleteModel({ client, sdk, signal }: SageMaker, name: string): Promise<void> {
  await forgiving(client.send(new sdk.DeleteModelCommand({ ModelName: name }), { abortSignal: signal }));
}

/** Whether it serves is for the caller to know: SageMaker lets go of one that does. */
export async function deleteEndpointConfig({ client, sdk, signal }: SageMaker, name: string): Promise<void> {
  const command = new sdk.DeleteEndpointConfigCommand({ EndpointConfigName: name });
  await forgiving(client.send(command, { abortSignal: signal }));
}

async function forgiving(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function pageOf(on: SageMaker, kind: TaggedKind, query: Query): Promise<Page> {
  const { client, sdk } = on;
  const options = { abortSignal: on.signal };
  switch (kind) {
    case "model": {
      const { Models = [], NextToken } = await client.send(new sdk.ListModelsCommand(query), options);
      const items = Models.map((one) => listed(one.ModelName, one.ModelArn, one.CreationTime));
      return { items, next: NextToken };
    }
    case "endpointConfig": {
      const page = await client.send(new sdk.ListEndpointConfigsCommand(query), options);
      const items = (page.EndpointConfigs ?? []).map((one) =>
        listed(one.EndpointConfigName, one.EndpointConfigArn, one.CreationTime),
      );
      return { items, next: page.NextToken };
    }
    case "trainingJob": {
      const page = await client.send(new sdk.ListTrainingJobsCommand(query), options);
      const items = (page.TrainingJobSummaries ?? []).map((one) =>
        listed(one.TrainingJobName, one.TrainingJobArn, one.CreationTime),
      );
      return { items, next: page.NextToken };
    }
  }
}

function listed(name: string | undefined, arn: string | undefined, created: Date | undefined): Listed {
  return { name, arn, created };
}
