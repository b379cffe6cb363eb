import type {
  CreateEndpointInput,
  UpdateEndpointInput,
  UpdateEndpointWeightsAndCapacitiesInput,
} from "@aws-sdk/client-sagemaker";
import { invalid } from "../front/errors";
import { operation, type Operations } from "../front/operation";
import { name, paging, tags } from "../shapes/common";
import { flag, list, number, recorded, structure, text, whole } from "../shapes/shape";
import { page, type ListQuery } from "../state/paging";
import type { EndpointConfig } from "./configs";
import type { Endpoints } from "./endpoints";
import type { Endpoint } from "./record";

const onEndpoint = (input: { EndpointName?: string }) => `endpoint/${input.EndpointName ?? ""}`;
const named = structure({ EndpointName: name });

const capacity = structure({
  Type: text({ oneOf: ["INSTANCE_COUNT", "CAPACITY_PERCENT"] }),
  Value: whole(1, 1_000_000),
});
const deploymentConfig = structure(
  {},
  {
    BlueGreenUpdatePolicy: structure(
      {
        TrafficRoutingConfiguration: structure(
          {
            Type: text({ oneOf: ["ALL_AT_ONCE", "CANARY", "LINEAR"] }),
            WaitIntervalInSeconds: whole(0, 3600),
          },
          { CanarySize: capacity, LinearStepSize: capacity },
        ),
      },
      {
        TerminationWaitInSeconds: whole(0, 3600),
        MaximumExecutionTimeoutInSeconds: whole(600, 28_800),
      },
    ),
    RollingUpdatePolicy: structure(
      { MaximumBatchSize: capacity, WaitIntervalInSeconds: whole(0, 3600) },
      { MaximumExecutionTimeoutInSeconds: whole(600, 28_800), RollbackMaximumBatchSize: capacity },
    ),
    AutoRollbackConfiguration: structure(
      {},
      { Alarms: list(structure({}, { AlarmName: text({ min: 1, max: 255 }) }), 1, 10) },
    ),
  },
);

/** Rules between members, and between the deployment and what serves. */
function checkDeployment(request: UpdateEndpointInput, now: Endpoint, wanted: EndpointConfig): void {
  const config = request.DeploymentConfig;
  if (config === undefined) return;
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = config;
  if (blueGreen && rolling)
    throw invalid("You can specify either BlueGreenUpdatePolicy or RollingUpdatePolicy, but not both.");
  const traffic = blueGreen?.TrafficRoutingConfiguration;
  if ((traffic?.Type === "CANARY") !== (traffic?.CanarySize !== undefined))
    throw invalid("CanarySize must be given for CANARY, and only for it.");
  if ((traffic?.Type === "LINEAR") !== (traffic?.LinearStepSize !== undefined))
    throw invalid("LinearStepSize must be given for LINEAR, and only for it.");
  const variants = wanted.request.ProductionVariants ?? [];
  if (rolling && (variants.length > 1 || variants.some((each) => each.ServerlessConfig)))
    throw invalid("A rolling update takes one variant, on instances.");
  const parted = rolling !== undefined || traffic?.Type === "CANARY" || traffic?.Type === "LINEAR";
  const names = (of: readonly { VariantName?: string | undefined }[]) =>
    of
      .map(({ VariantName }) => VariantName)
      .sort()
      .join(", ");
  if ((parted || config.AutoRollbackConfiguration) && names(variants) !== names(now.variants))
    throw invalid(
      `The variants ${names(variants)} are not those that serve, ${names(now.variants)}: a deployment with traffic shifting or alarms needs the same names.`,
    );
}

export function endpointOperations(endpoints: Endpoints): Operations {
  return {
    CreateEndpoint: operation<CreateEndpointInput>({
      shape: structure(
        { EndpointName: name, EndpointConfigName: name },
        { Tags: tags, DeploymentConfig: deploymentConfig },
      ),
      resource: onEndpoint,
      also: (input) => [`endpoint-config/${input.EndpointConfigName ?? ""}`],
      run: (input, call) => ({ EndpointArn: endpoints.create(input, call).arn }),
    }),
    UpdateEndpoint: operation<UpdateEndpointInput>({
      shape: structure(
        { EndpointName: name, EndpointConfigName: name },
        {
          RetainAllVariantProperties: flag,
          ExcludeRetainedVariantProperties: list(
            structure({
              VariantPropertyType: text({
                oneOf: ["DesiredInstanceCount", "DesiredWeight", "DataCaptureConfig"],
              }),
            }),
            0,
            3,
          ),
          DeploymentConfig: deploymentConfig,
          RetainDeploymentConfig: flag,
        },
      ),
      resource: onEndpoint,
      also: (input) => [`endpoint-config/${input.EndpointConfigName ?? ""}`],
      run: (input, call) => {
        endpoints.checkUpdate(input, call, checkDeployment);
        return { EndpointArn: endpoints.update(input, call).arn };
      },
    }),
    DescribeEndpoint: operation<{ EndpointName: string }>({
      shape: named,
      resource: onEndpoint,
      run: (input, call) => endpoints.describe(endpoints.get(input.EndpointName, call)),
    }),
    DeleteEndpoint: operation<{ EndpointName: string }>({
      shape: named,
      resource: onEndpoint,
      run: async (input, call) => {
        await endpoints.delete(input.EndpointName, call);
        return {};
      },
    }),
    UpdateEndpointWeightsAndCapacities: operation<UpdateEndpointWeightsAndCapacitiesInput>({
      shape: structure({
        EndpointName: name,
        DesiredWeightsAndCapacities: list(
          structure(
            { VariantName: name },
            {
              DesiredWeight: number({ min: 0 }),
              DesiredInstanceCount: whole(0, 10_000),
              ServerlessUpdateConfig: recorded,
            },
          ),
          1,
        ),
      }),
      resource: onEndpoint,
      run: (input, call) => {
        const wanted = (input.DesiredWeightsAndCapacities ?? []).map((each) => ({
          variant: each.VariantName ?? "",
          weight: each.DesiredWeight,
          count: each.DesiredInstanceCount,
        }));
        return { EndpointArn: endpoints.setWeights(input.EndpointName ?? "", wanted, call).arn };
      },
    }),
    ListEndpoints: operation<ListQuery>({
      shape: structure({}, { ...paging, StatusEquals: text() }),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(endpoints.store.all(), input, (endpoint) => ({
          name: endpoint.name,
          status: endpoint.status,
          created: endpoint.created,
          modified: endpoint.modified,
        }));
        return {
          ...more,
          Endpoints: items.map((endpoint) => ({
            EndpointName: endpoint.name,
            EndpointArn: endpoint.arn,
            CreationTime: endpoint.created,
            LastModifiedTime: endpoint.modified,
            EndpointStatus: endpoint.status,
          })),
        };
      },
    }),
  };
}
