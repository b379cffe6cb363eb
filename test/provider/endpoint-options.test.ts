import {
  CreateEndpointConfigInput$,
  CreateEndpointInput$,
  CreateModelInput$,
  UpdateEndpointInput$,
} from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import type { Property } from "../../provider/framework";
import { configMembers } from "../../provider/sagemaker/endpoint/config-members";
import type { Member } from "../../provider/sagemaker/endpoint/member";
import { containerMembers, modelMembers } from "../../provider/sagemaker/endpoint/model-members";
import { inputs } from "../../provider/sagemaker/endpoint/table";
import { leftOut, variantMembers } from "../../provider/sagemaker/endpoint/variant-members";
import { leavesOf } from "./support/model";

const plain = (paths: readonly string[]) =>
  [...new Set(paths.map((path) => path.replaceAll("[]", "")))].sort();

/** Paths of the API's members that a table of ours reaches. */
function reached(members: Readonly<Record<string, Property>>, path = ""): string[] {
  return Object.values(members).flatMap((property) => {
    const { api } = property as Member;
    return api === "" ? [] : within(property, path === "" ? api : `${path}.${api}`);
  });
}

function within(property: Property, path: string): string[] {
  const inner = property.members ?? (property.type === "array" ? property.items?.members : undefined);
  return inner === undefined ? [path] : reached(inner, path);
}

/** Paths of the deployment, whose inputs are the API's names in lower case. */
function lowered(property: Property, path: string): string[] {
  const inner = property.members ?? property.items?.members;
  if (inner === undefined) return [path];
  return Object.entries(inner).flatMap(([name, member]) =>
    lowered(member, `${path}.${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  );
}

describe("every option of the installed SDK's model is reached, or left out for a reason", () => {
  it("CreateModel", () => {
    const known = [
      "ModelName",
      "Tags.Key",
      "Tags.Value",
      "InferenceExecutionConfig.Mode",
      ...reached(modelMembers).filter((path) => !reached(containerMembers).includes(path)),
      ...reached(containerMembers, "PrimaryContainer"),
      ...reached(containerMembers, "Containers"),
    ];
    expect(plain(known)).toEqual(plain(leavesOf(CreateModelInput$)));
  });
  it("CreateEndpointConfig", () => {
    const without = Object.keys(leftOut).map((path) => path.split(".")[1]!);
    const known = [
      "EndpointConfigName",
      "Tags.Key",
      "Tags.Value",
      ...reached(configMembers),
      ...["ProductionVariants", "ShadowProductionVariants"].flatMap((of) => [
        ...reached(variantMembers, of),
        ...without.map((name) => `${of}.${name}`),
      ]),
    ];
    expect(plain(known)).toEqual(plain(leavesOf(CreateEndpointConfigInput$)));
  });
  it("CreateEndpoint and UpdateEndpoint", () => {
    const deployment = lowered(inputs.deploymentConfig!, "DeploymentConfig");
    const both = ["EndpointName", "EndpointConfigName", ...deployment];
    expect(plain([...both, "Tags.Key", "Tags.Value"])).toEqual(plain(leavesOf(CreateEndpointInput$)));
    // RetainDeploymentConfig: the program says how an update goes, every time.
    const update = ["RetainAllVariantProperties", "RetainDeploymentConfig"];
    const reset = "ExcludeRetainedVariantProperties.VariantPropertyType";
    expect(plain([...both, ...update, reset])).toEqual(plain(leavesOf(UpdateEndpointInput$)));
  });
});
