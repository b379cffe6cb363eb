import type {
  CreateEndpointInput,
  UpdateEndpointInput,
  UpdateEndpointWeightsAndCapacitiesInput,
} from "@aws-sdk/client-sagemaker";
import { unsupported } from "../front/errors";
import { operation, type Operations } from "../front/operation";
import { name, paging, tags } from "../shapes/common";
import { flag, list, number, recorded, structure, text, whole } from "../shapes/shape";
import { page, type ListQuery } from "../state/paging";
import type { Endpoints } from "./endpoints";

const onEndpoint = (input: { EndpointName?: string }) => `endpoint/${input.EndpointName ?? ""}`;
const named = structure({ EndpointName: name });

/** Rolling and canary shifts need instances to shift; the swap here is all at once. */
function checkDeployment(
  config: { AutoRollbackConfiguration?: unknown; BlueGreenUpdatePolicy?: unknown } | undefined,
): void {
  if (config?.AutoRollbackConfiguration !== undefined) {
    throw unsupported(
      "AutoRollbackConfiguration",
      "leave it out: an update whose container does not answer is rolled back",
    );
  }
}

export function endpointOperations(endpoints: Endpoints): Operations {
  return {
    CreateEndpoint: operation<CreateEndpointInput>({
      shape: structure(
        { EndpointName: name, EndpointConfigName: name },
        { Tags: tags, DeploymentConfig: recorded },
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
          ExcludeRetainedVariantProperties: recorded,
          DeploymentConfig: recorded,
          RetainDeploymentConfig: flag,
        },
      ),
      resource: onEndpoint,
      also: (input) => [`endpoint-config/${input.EndpointConfigName ?? ""}`],
      run: (input, call) => {
        checkDeployment(input.DeploymentConfig);
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
