import type {
  CreateEndpointInput,
  DeploymentConfig,
  EndpointStatus,
  ProductionVariant,
  Tag,
} from "@aws-sdk/client-sagemaker";

export interface ServedVariant {
  VariantName: string;
  CurrentWeight: number;
  DesiredWeight: number;
  CurrentInstanceCount: number;
  DesiredInstanceCount: number;
  definition: ProductionVariant;
}

/** An endpoint as it is kept. */
export interface Endpoint {
  arn: string;
  account: string;
  region: string;
  name: string;
  /** The configuration that serves; of a new endpoint the one that shall. */
  config: string;
  request: CreateEndpointInput;
  status: EndpointStatus;
  variants: ServedVariant[];
  shadows?: ServedVariant[];
  failure?: string;
  /** The update that goes on. */
  pending?: { config: string; variants: ServedVariant[]; started: number; stage: string; share: number };
  lastDeployment?: DeploymentConfig;
  created: number;
  modified: number;
  tags: Tag[];
}

export function servedVariants(variants: ProductionVariant[]): ServedVariant[] {
  return variants.map((definition) => ({
    VariantName: definition.VariantName ?? "",
    CurrentWeight: definition.InitialVariantWeight ?? 1,
    DesiredWeight: definition.InitialVariantWeight ?? 1,
    CurrentInstanceCount: definition.InitialInstanceCount ?? 0,
    DesiredInstanceCount: definition.InitialInstanceCount ?? 0,
    definition,
  }));
}

/** Counts and weights that operators set, kept through an update unless they are excluded. */
export function retained(
  variants: ServedVariant[],
  before: readonly ServedVariant[],
  excluded: readonly (string | undefined)[],
): ServedVariant[] {
  return variants.map((variant) => {
    const held = before.find(({ VariantName }) => VariantName === variant.VariantName);
    if (held === undefined) return variant;
    const { CurrentWeight, DesiredWeight, CurrentInstanceCount, DesiredInstanceCount } = held;
    return {
      ...variant,
      ...(excluded.includes("DesiredWeight") ? {} : { CurrentWeight, DesiredWeight }),
      ...(excluded.includes("DesiredInstanceCount") ? {} : { CurrentInstanceCount, DesiredInstanceCount }),
    };
  });
}

type Images = (variant: ServedVariant) => string | undefined;

/** What DescribeEndpoint answers. */
export function describe(endpoint: Endpoint, images: Images): object {
  const { pending, shadows = [] } = endpoint;
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: endpoint.config,
    EndpointStatus: endpoint.status,
    CreationTime: endpoint.created,
    LastModifiedTime: endpoint.modified,
    ...(endpoint.failure === undefined ? {} : { FailureReason: endpoint.failure }),
    ...(endpoint.lastDeployment === undefined ? {} : { LastDeploymentConfig: endpoint.lastDeployment }),
    ...(endpoint.variants.length === 0
      ? {}
      : { ProductionVariants: shown(endpoint, endpoint.variants, images) }),
    ...(shadows.length === 0 ? {} : { ShadowProductionVariants: shown(endpoint, shadows, images) }),
    ...(pending === undefined
      ? {}
      : {
          PendingDeploymentSummary: {
            EndpointConfigName: pending.config,
            StartTime: pending.started,
            ProductionVariants: shown(endpoint, pending.variants, images).map((variant) => ({
              ...variant,
              CurrentWeight: pending.share,
              VariantStatus: [{ Status: pending.stage, StartTime: endpoint.modified }],
            })),
          },
        }),
  };
}

function shown(endpoint: Endpoint, variants: readonly ServedVariant[], images: Images): object[] {
  return variants.map((variant) => {
    const { definition, ...counts } = variant;
    const image = images(variant);
    const deployed = { SpecifiedImage: image, ResolvedImage: image, ResolutionTime: endpoint.modified };
    return {
      ...counts,
      ...(image === undefined ? {} : { DeployedImages: [deployed] }),
      ...(definition.ServerlessConfig ? { CurrentServerlessConfig: definition.ServerlessConfig } : {}),
    };
  });
}
