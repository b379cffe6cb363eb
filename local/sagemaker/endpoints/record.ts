import type { CreateEndpointInput, EndpointStatus, ProductionVariant, Tag } from "@aws-sdk/client-sagemaker";

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
  failure?: string;
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

/** What DescribeEndpoint answers. */
export function describe(endpoint: Endpoint, images: (variant: ServedVariant) => string | undefined): object {
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: endpoint.config,
    EndpointStatus: endpoint.status,
    CreationTime: endpoint.created,
    LastModifiedTime: endpoint.modified,
    ...(endpoint.failure === undefined ? {} : { FailureReason: endpoint.failure }),
    ...(endpoint.variants.length === 0
      ? {}
      : {
          ProductionVariants: endpoint.variants.map((variant) => {
            const { definition, ...shown } = variant;
            const image = images(variant);
            return {
              ...shown,
              ...(image === undefined
                ? {}
                : {
                    DeployedImages: [
                      { SpecifiedImage: image, ResolvedImage: image, ResolutionTime: endpoint.modified },
                    ],
                  }),
              ...(definition.ServerlessConfig
                ? { CurrentServerlessConfig: definition.ServerlessConfig }
                : {}),
            };
          }),
        }),
  };
}
