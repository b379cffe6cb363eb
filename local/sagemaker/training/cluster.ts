import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { host } from "./layout";

/** One instance of a training job. */
export interface Instance {
  /** Address by which the others reach it. */
  readonly address: string;
  readonly group: string;
  readonly instanceType: string;
  /** Name in the log streams: `algo-1`. */
  readonly name: string;
}

/** What the service calls the one group of a cluster without groups. */
const homogeneous = "homogeneousCluster";

/** Groups of a request. Of preferences the first has capacity here, always. */
function groupsOf(request: CreateTrainingJobRequest): { name: string; type: string; count: number }[] {
  const resources = request.ResourceConfig;
  if (resources?.InstanceGroups !== undefined)
    return resources.InstanceGroups.map(({ InstanceGroupName, InstanceType, InstanceCount }) => ({
      name: InstanceGroupName ?? "",
      type: InstanceType ?? "",
      count: InstanceCount ?? 1,
    }));
  const first = resources?.InstancePreferences?.[0];
  const type = first?.InstanceType ?? resources?.InstanceType ?? "ml.m5.large";
  return [{ name: homogeneous, type, count: first?.InstanceCount ?? resources?.InstanceCount ?? 1 }];
}

/** The instances of a job: addresses of this machine, so that programs can reach each other by them. */
export function instancesOf(request: CreateTrainingJobRequest): Instance[] {
  const all = groupsOf(request).flatMap(({ name, type, count }) =>
    Array.from({ length: count }, () => ({ group: name, instanceType: type })),
  );
  return all.map((each, index) => ({
    ...each,
    address: all.length === 1 ? host : `127.0.0.${index + 1}`,
    name: `algo-${index + 1}`,
  }));
}

/** `resourceconfig.json` as one instance finds it. */
export function resourceConfig(instances: readonly Instance[], own: Instance): object {
  const groups = [...new Set(instances.map(({ group }) => group))];
  return {
    current_host: own.address,
    hosts: instances.map(({ address }) => address),
    current_instance_type: own.instanceType,
    current_group_name: own.group,
    instance_groups: groups.map((group) => {
      const members = instances.filter((each) => each.group === group);
      return {
        instance_group_name: group,
        instance_type: members[0]?.instanceType,
        hosts: members.map(({ address }) => address),
      };
    }),
    network_interface_name: "lo",
  };
}
