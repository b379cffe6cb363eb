import { withoutTags } from "../state/tags";
import type { ContainerDefinition, CreateModelInput, Tag } from "@aws-sdk/client-sagemaker";
import { invalid, notFound, unsupported } from "../front/errors";
import { operation, type Call, type Operations } from "../front/operation";
import { readImage } from "../jobs/images";
import { parseS3Uri } from "../jobs/s3-uri";
import {
  environment,
  image,
  isolation,
  name,
  paging,
  roleArn,
  s3Uri,
  tags,
  vpcConfig,
} from "../shapes/common";
import { list, recorded, structure, text } from "../shapes/shape";
import type { Cloud } from "../state/cloud";
import { page, type ListQuery } from "../state/paging";
import { now, Store } from "../state/store";

export interface Model {
  arn: string;
  request: CreateModelInput;
  created: number;
  tags: Tag[];
}

const container = structure(
  {},
  {
    Image: image,
    ModelDataUrl: s3Uri,
    Environment: environment,
    ContainerHostname: text({ max: 63 }),
    Mode: text({ oneOf: ["SingleModel", "MultiModel"] }),
    ImageConfig: recorded,
    ModelDataSource: recorded,
    ModelPackageName: text({ max: 176 }),
    InferenceSpecificationName: text(),
    MultiModelConfig: recorded,
    AdditionalModelDataSources: recorded,
  },
);

/** A registered package's containers, for models made of it. */
export type PackageLookup = (nameOrArn: string) => ContainerDefinition | undefined;

export class Models {
  readonly store: Store<Model>;
  packages: PackageLookup = () => undefined;

  constructor(private readonly cloud: Cloud) {
    this.store = new Store(cloud.records("models"));
  }

  async create(request: CreateModelInput, call: Call): Promise<Model> {
    const modelName = request.ModelName ?? "";
    const arn = this.cloud.arn(call, "model", modelName);
    if (this.store.has(modelName)) throw invalid(`Cannot create already existing model "${arn}".`);
    const resolved = this.resolve(request);
    readImage(resolved.Image ?? "");
    if (request.ExecutionRoleArn === undefined)
      throw invalid("ExecutionRoleArn is required to download model data.");
    const access = await this.cloud.assumeForRequest(request.ExecutionRoleArn, `SageMaker-${modelName}`, arn);
    const url = resolved.ModelDataUrl;
    if (url !== undefined && !(await access.exists(parseS3Uri(url)))) {
      throw invalid(`Could not find model data at ${url}.`);
    }
    if (this.store.has(modelName)) throw invalid(`Cannot create already existing model "${arn}".`);
    const model = {
      arn,
      request: { ...request, PrimaryContainer: resolved },
      created: now(),
      tags: request.Tags ?? [],
    };
    this.store.put(modelName, model);
    return model;
  }

  /** The one container, its image and artifact taken from the package when it names one. */
  private resolve(request: CreateModelInput): ContainerDefinition {
    const given = request.Containers ?? [];
    if (request.PrimaryContainer && given.length > 0) {
      throw invalid("You can specify either PrimaryContainer or Containers, but not both.");
    }
    if (given.length > 1)
      throw unsupported("inference pipelines of several containers", "give one container");
    const only = request.PrimaryContainer ?? given[0];
    if (!only) throw invalid("You must specify PrimaryContainer or Containers.");
    if (only.Mode === "MultiModel") throw unsupported("multi-model containers", "make a model per artifact");
    if (only.ModelDataSource !== undefined)
      throw unsupported("ModelDataSource", "give ModelDataUrl of a model.tar.gz");
    if (only.ModelPackageName !== undefined) {
      const found = this.packages(only.ModelPackageName);
      if (!found) throw invalid(`Could not find model package "${only.ModelPackageName}".`);
      return { ...found, ...only };
    }
    if (only.Image === undefined) throw invalid("The container must have an Image or a ModelPackageName.");
    return only;
  }

  get(modelName: string | undefined, call: Call): Model {
    const model = this.store.get(modelName ?? "");
    if (!model) throw notFound(`Could not find model "${this.cloud.arn(call, "model", modelName ?? "")}".`);
    return model;
  }
}

const onModel = (input: { ModelName?: string }) => `model/${input.ModelName ?? ""}`;
const named = structure({ ModelName: name });

export function modelOperations(models: Models): Operations {
  return {
    CreateModel: operation<CreateModelInput>({
      shape: structure(
        { ModelName: name },
        {
          PrimaryContainer: container,
          Containers: list(container, 0, 15),
          InferenceExecutionConfig: recorded,
          ExecutionRoleArn: roleArn,
          Tags: tags,
          VpcConfig: vpcConfig,
          EnableNetworkIsolation: isolation,
        },
      ),
      resource: onModel,
      passes: (input) => input.ExecutionRoleArn,
      run: async (input, call) => ({ ModelArn: (await models.create(input, call)).arn }),
    }),
    DescribeModel: operation<{ ModelName: string }>({
      shape: named,
      resource: onModel,
      run: (input, call) => {
        const model = models.get(input.ModelName, call);
        const request = withoutTags(model.request);
        return {
          EnableNetworkIsolation: false,
          ...request,
          ModelArn: model.arn,
          CreationTime: model.created,
          DeploymentRecommendation: undefined,
        };
      },
    }),
    DeleteModel: operation<{ ModelName: string }>({
      shape: named,
      resource: onModel,
      run: (input, call) => {
        models.get(input.ModelName, call);
        models.store.delete(input.ModelName);
        return {};
      },
    }),
    ListModels: operation<ListQuery>({
      shape: structure({}, paging),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(models.store.all(), input, (model) => ({
          name: model.request.ModelName ?? "",
          created: model.created,
          modified: model.created,
        }));
        return {
          ...more,
          Models: items.map((model) => ({
            ModelName: model.request.ModelName,
            ModelArn: model.arn,
            CreationTime: model.created,
          })),
        };
      },
    }),
  };
}
