import type * as Sdk from "@aws-sdk/client-sagemaker";
import { retrainingTag } from "../../../blueprints/machines/tags";
import { sagemaker } from "../../aws/clients";
import { isMissing } from "../../aws/errors";
import type { Call } from "../../framework";
import { readTags } from "../tags";

/** One object that a state machine made. */
interface Made {
  readonly name: string;
  readonly arn: string;
}

export interface Promoted {
  readonly endpointConfigs: readonly Made[];
  readonly models: readonly Made[];
  readonly trainingJobs: readonly Made[];
}

interface Page {
  readonly items: readonly { readonly name: string | undefined; readonly arn: string | undefined }[];
  readonly next: string | undefined;
}

/**
 * What one retraining made at run time: the name begins with `<prefix>-` and the object carries the retraining's
 * tag. What a program made under the same prefix has no such tag and is never touched.
 */
export class PromotedObjects {
  private constructor(
    private readonly client: Sdk.SageMakerClient,
    private readonly sdk: typeof Sdk,
    private readonly call: Call,
    private readonly prefix: string,
  ) {}

  static async open(call: Call, prefix: string): Promise<PromotedObjects> {
    const [client, sdk] = await Promise.all([sagemaker(call.config), import("@aws-sdk/client-sagemaker")]);
    return new PromotedObjects(client, sdk, call, prefix);
  }

  endpointConfigs(): Promise<readonly Made[]> {
    const { sdk } = this;
    return this.made(async (query) => {
      const page = await this.client.send(new sdk.ListEndpointConfigsCommand(query), this.options);
      const items = (page.EndpointConfigs ?? []).map((one) => ({
        name: one.EndpointConfigName,
        arn: one.EndpointConfigArn,
      }));
      return { items, next: page.NextToken };
    });
  }

  models(): Promise<readonly Made[]> {
    const { sdk } = this;
    return this.made(async (query) => {
      const page = await this.client.send(new sdk.ListModelsCommand(query), this.options);
      const items = (page.Models ?? []).map((one) => ({ name: one.ModelName, arn: one.ModelArn }));
      return { items, next: page.NextToken };
    });
  }

  trainingJobs(): Promise<readonly Made[]> {
    const { sdk } = this;
    return this.made(async (query) => {
      const page = await this.client.send(new sdk.ListTrainingJobsCommand(query), this.options);
      const items = (page.TrainingJobSummaries ?? []).map((one) => ({
        name: one.TrainingJobName,
        arn: one.TrainingJobArn,
      }));
      return { items, next: page.NextToken };
    });
  }

  deleteEndpointConfig(name: string): Promise<void> {
    const command = new this.sdk.DeleteEndpointConfigCommand({ EndpointConfigName: name });
    return forgiving(this.client.send(command, this.options));
  }

  deleteModel(name: string): Promise<void> {
    const command = new this.sdk.DeleteModelCommand({ ModelName: name });
    return forgiving(this.client.send(command, this.options));
  }

  private get options() {
    return { abortSignal: this.call.signal };
  }

  /** Every listed object with the prefix and the tag. */
  private async made(
    list: (query: { NameContains: string; MaxResults: number; NextToken?: string }) => Promise<Page>,
  ): Promise<readonly Made[]> {
    const found: Made[] = [];
    let token: string | undefined;
    do {
      const { items, next } = await list({
        NameContains: `${this.prefix}-`,
        MaxResults: 100,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      for (const { name, arn } of items) {
        if (name === undefined || arn === undefined || !name.startsWith(`${this.prefix}-`)) continue;
        if (await this.isOurs(arn)) found.push({ name, arn });
      }
      token = next;
    } while (token !== undefined);
    return found;
  }

  private async isOurs(arn: string): Promise<boolean> {
    try {
      const on = { client: this.client, sdk: this.sdk, signal: this.call.signal };
      return (await readTags(on, arn))[retrainingTag] === this.prefix;
    } catch (error) {
      // Deleted since it was listed, by its own resource or by hand.
      if (isMissing(error)) return false;
      throw error;
    }
  }
}

async function forgiving(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
