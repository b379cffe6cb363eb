import { withoutTags } from "../state/tags";
import type { CreateEndpointConfigInput, Tag } from "@aws-sdk/client-sagemaker";
import { invalid, notFound, unsupported } from "../front/errors";
import { operation, type Call, type Operations } from "../front/operation";
import type { Models } from "../models/models";
import {
  instanceType,
  isolation,
  kmsKey,
  name,
  paging,
  roleArn,
  s3Uri,
  tags,
  vpcConfig,
} from "../shapes/common";
import { flag, list, number, recorded, structure, text, whole } from "../shapes/shape";
import type { Cloud } from "../state/cloud";
import { page, type ListQuery } from "../state/paging";
import { now, Store } from "../state/store";

export interface EndpointConfig {
  arn: string;
  request: CreateEndpointConfigInput;
  created: number;
  tags: Tag[];
}

const variant = structure(
  { VariantName: name },
  {
    ModelName: name,
    InitialInstanceCount: whole(1, 10_000),
    InstanceType: instanceType,
    InitialVariantWeight: number({ min: 0 }),
    AcceleratorType: text(),
    CoreDumpConfig: recorded,
    ServerlessConfig: structure(
      { MemorySizeInMB: whole(1024, 6144), MaxConcurrency: whole(1, 200) },
      { ProvisionedConcurrency: whole(1, 200) },
    ),
    VolumeSizeInGB: whole(1, 512),
    ModelDataDownloadTimeoutInSeconds: whole(60, 3600),
    ContainerStartupHealthCheckTimeoutInSeconds: whole(60, 3600),
    EnableSSMAccess: recorded,
    ManagedInstanceScaling: recorded,
    RoutingConfig: recorded,
    InferenceAmiVersion: text(),
    CapacityReservationConfig: recorded,
  },
);

const createShape = structure(
  { EndpointConfigName: name, ProductionVariants: list(variant, 1, 10) },
  {
    DataCaptureConfig: structure(
      {
        InitialSamplingPercentage: whole(0, 100),
        DestinationS3Uri: s3Uri,
        CaptureOptions: list(
          structure({ CaptureMode: text({ oneOf: ["Input", "Output", "InputAndOutput"] }) }),
          1,
          32,
        ),
      },
      {
        EnableCapture: flag,
        KmsKeyId: kmsKey,
        CaptureContentTypeHeader: structure(
          {},
          { CsvContentTypes: list(text(), 1, 10), JsonContentTypes: list(text(), 1, 10) },
        ),
      },
    ),
    Tags: tags,
    KmsKeyId: kmsKey,
    AsyncInferenceConfig: structure(
      {
        OutputConfig: structure(
          {},
          { KmsKeyId: kmsKey, S3OutputPath: s3Uri, S3FailurePath: s3Uri, NotificationConfig: recorded },
        ),
      },
      { ClientConfig: recorded },
    ),
    ExplainerConfig: recorded,
    ShadowProductionVariants: list(variant, 0, 10),
    ExecutionRoleArn: roleArn,
    VpcConfig: vpcConfig,
    EnableNetworkIsolation: isolation,
    MetricsConfig: recorded,
  },
);

export class EndpointConfigs {
  readonly store: Store<EndpointConfig>;

  constructor(
    private readonly cloud: Cloud,
    private readonly models: Models,
  ) {
    this.store = new Store(cloud.records("endpoint-configs"));
  }

  create(request: CreateEndpointConfigInput, call: Call): EndpointConfig {
    const configName = request.EndpointConfigName ?? "";
    const arn = this.cloud.arn(call, "endpoint-config", configName);
    if (this.store.has(configName))
      throw invalid(`Cannot create already existing endpoint configuration "${arn}".`);
    this.check(request, call);
    const config = { arn, request, created: now(), tags: request.Tags ?? [] };
    this.store.put(configName, config);
    return config;
  }

  private check(request: CreateEndpointConfigInput, call: Call): void {
    if (request.ExplainerConfig !== undefined) throw unsupported("ExplainerConfig", "leave it out");
    const production = request.ProductionVariants ?? [];
    const shadows = request.ShadowProductionVariants ?? [];
    if (shadows.length > 0 && (shadows.length > 1 || production.length > 1))
      throw invalid("Shadow variants need exactly one ProductionVariant and one ShadowProductionVariant.");
    const variants = [...production, ...shadows];
    const names = variants.map((each) => each.VariantName ?? "");
    const twice = names.find((each, index) => names.indexOf(each) !== index);
    if (twice !== undefined) throw invalid(`Variant names must be unique: ${twice} is used more than once.`);
    for (const each of variants) {
      if (each.ModelName === undefined) throw unsupported("variants without a ModelName", "name a model");
      this.models.get(each.ModelName, call);
      const serverless = each.ServerlessConfig;
      if (serverless && shadows.length > 0)
        throw invalid("Shadow variants do not go with serverless variants.");
      if (serverless && (each.InstanceType !== undefined || each.InitialInstanceCount !== undefined)) {
        throw invalid("A variant cannot have both ServerlessConfig and instances.");
      }
      if (!serverless && (each.InstanceType === undefined || each.InitialInstanceCount === undefined)) {
        throw invalid(
          `The variant ${each.VariantName ?? ""} must have InstanceType and InitialInstanceCount.`,
        );
      }
      if (serverless && (serverless.MemorySizeInMB ?? 0) % 1024 !== 0) {
        throw invalid("MemorySizeInMB must be one of 1024, 2048, 3072, 4096, 5120, 6144.");
      }
    }
  }

  get(configName: string | undefined, call: Pick<Call, "account" | "region">): EndpointConfig {
    const config = this.store.get(configName ?? "");
    if (!config) {
      throw notFound(
        `Could not find endpoint configuration "${this.cloud.arn(call, "endpoint-config", configName ?? "")}".`,
      );
    }
    return config;
  }
}

const onConfig = (input: { EndpointConfigName?: string }) =>
  `endpoint-config/${input.EndpointConfigName ?? ""}`;
const named = structure({ EndpointConfigName: name });

export function endpointConfigOperations(configs: EndpointConfigs): Operations {
  return {
    CreateEndpointConfig: operation<CreateEndpointConfigInput>({
      shape: createShape,
      resource: onConfig,
      run: (input, call) => ({ EndpointConfigArn: configs.create(input, call).arn }),
    }),
    DescribeEndpointConfig: operation<{ EndpointConfigName: string }>({
      shape: named,
      resource: onConfig,
      run: (input, call) => {
        const config = configs.get(input.EndpointConfigName, call);
        const request = withoutTags(config.request);
        return {
          ...request,
          ProductionVariants: (request.ProductionVariants ?? []).map((each) => ({
            InitialVariantWeight: 1,
            ...each,
          })),
          EndpointConfigArn: config.arn,
          CreationTime: config.created,
        };
      },
    }),
    DeleteEndpointConfig: operation<{ EndpointConfigName: string }>({
      shape: named,
      resource: onConfig,
      run: (input, call) => {
        configs.get(input.EndpointConfigName, call);
        configs.store.delete(input.EndpointConfigName);
        return {};
      },
    }),
    ListEndpointConfigs: operation<ListQuery>({
      shape: structure({}, paging),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(configs.store.all(), input, (config) => ({
          name: config.request.EndpointConfigName ?? "",
          created: config.created,
          modified: config.created,
        }));
        return {
          ...more,
          EndpointConfigs: items.map((config) => ({
            EndpointConfigName: config.request.EndpointConfigName,
            EndpointConfigArn: config.arn,
            CreationTime: config.created,
          })),
        };
      },
    }),
  };
}
