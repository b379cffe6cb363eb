import type {
  CreateModelPackageGroupInput,
  CreateModelPackageInput,
  ModelApprovalStatus,
  ModelPackageContainerDefinition,
  Tag,
} from "@aws-sdk/client-sagemaker";
import { invalid, unsupported } from "../front/errors";
import type { Call } from "../front/operation";
import { readImage } from "../jobs/images";
import { parseS3Uri } from "../jobs/s3-uri";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";

export interface PackageGroup {
  arn: string;
  request: CreateModelPackageGroupInput;
  created: number;
  /** The last version given out: versions are not used again. */
  last: number;
  tags: Tag[];
}

export interface ModelPackage {
  arn: string;
  account: string;
  region: string;
  group?: string;
  version?: number;
  request: CreateModelPackageInput;
  approval: ModelApprovalStatus;
  description?: string;
  created: number;
  modified: number;
  tags: Tag[];
}

/** The model registry: groups of versioned packages and their approval. */
export class Registry {
  readonly groups: Store<PackageGroup>;
  readonly packages: Store<ModelPackage>;

  constructor(private readonly cloud: Cloud) {
    this.groups = new Store(cloud.records("model-package-groups"));
    this.packages = new Store(cloud.records("model-packages"));
  }

  createGroup(request: CreateModelPackageGroupInput, call: Call): PackageGroup {
    const name = request.ModelPackageGroupName ?? "";
    const arn = this.cloud.arn(call, "model-package-group", name);
    if (this.groups.has(name)) throw invalid(`Model Package Group already exists: ${arn}`);
    const group = { arn, request, created: now(), last: 0, tags: request.Tags ?? [] };
    this.groups.put(name, group);
    return group;
  }

  /** By name or ARN. */
  group(reference: string | undefined, call: Call): PackageGroup {
    const name = (reference ?? "").replace(/^arn:.*:model-package-group\//u, "");
    const group = this.groups.get(name) ?? this.groups.all().find((each) => each.arn === reference);
    if (!group)
      throw invalid(
        `Model Package Group ${this.cloud.arn(call, "model-package-group", name)} does not exist.`,
      );
    return group;
  }

  deleteGroup(name: string | undefined, call: Call): void {
    const group = this.group(name, call);
    const groupName = group.request.ModelPackageGroupName ?? "";
    const versions = this.packages.all().filter((each) => each.group === groupName).length;
    if (versions > 0) {
      throw invalid(
        `Model Package Group ${group.arn} cannot be deleted: it still contains ${versions} Model Packages.`,
      );
    }
    this.groups.delete(groupName);
  }

  create(request: CreateModelPackageInput, call: Call): ModelPackage {
    if (request.SourceAlgorithmSpecification)
      throw unsupported("SourceAlgorithmSpecification", "give InferenceSpecification");
    if (request.ValidationSpecification) throw unsupported("ValidationSpecification", "leave it out");
    for (const container of request.InferenceSpecification?.Containers ?? []) {
      readImage(container.Image ?? "");
      if (container.ModelDataUrl !== undefined) parseS3Uri(container.ModelDataUrl);
    }
    const { account, region } = call;
    const at = now();
    const common = { account, region, request, created: at, modified: at, tags: request.Tags ?? [] };
    if (request.ModelPackageGroupName !== undefined) {
      const group = this.group(request.ModelPackageGroupName, call);
      const name = group.request.ModelPackageGroupName ?? "";
      const version = ++group.last;
      this.groups.put(name, group);
      const arn = this.cloud.arn(call, "model-package", `${name}/${version}`);
      const approval = request.ModelApprovalStatus ?? "PendingManualApproval";
      return this.changed({ ...common, arn, group: name, version, approval });
    }
    const name = request.ModelPackageName ?? "";
    if (name === "") throw invalid("Either ModelPackageGroupName or ModelPackageName must be given.");
    const arn = this.cloud.arn(call, "model-package", name);
    if (this.packages.has(arn)) throw invalid(`Cannot create already existing model package "${arn}".`);
    return this.changed({ ...common, arn, approval: "Approved" });
  }

  /** By ARN, or an unversioned one by name. */
  find(reference: string): ModelPackage | undefined {
    return (
      this.packages.get(reference) ??
      this.packages.all().find((each) => each.request.ModelPackageName === reference)
    );
  }

  get(reference: string | undefined): ModelPackage {
    const found = this.find(reference ?? "");
    if (!found) throw invalid(`ModelPackage ${reference ?? ""} does not exist.`);
    return found;
  }

  /** The containers of a package, for a model that is made of it; only an approved version may serve. */
  container(reference: string): ModelPackageContainerDefinition | undefined {
    const found = this.find(reference);
    if (!found) return undefined;
    if (found.approval !== "Approved") {
      throw invalid(
        `The model package ${found.arn} is ${found.approval}: it must be Approved to make a model of it.`,
      );
    }
    return found.request.InferenceSpecification?.Containers?.[0];
  }

  update(
    arn: string | undefined,
    approval: ModelApprovalStatus | undefined,
    description: string | undefined,
  ): ModelPackage {
    const found = this.get(arn);
    if (approval !== undefined) found.approval = approval;
    if (description !== undefined) found.description = description;
    found.modified = now();
    return this.changed(found);
  }

  private changed(each: ModelPackage): ModelPackage {
    this.packages.put(each.arn, each);
    const detail = {
      ModelPackageGroupName: each.group,
      ModelPackageVersion: each.version,
      ModelPackageArn: each.arn,
      ModelPackageStatus: "Completed",
      ModelApprovalStatus: each.approval,
      CreationTime: each.created,
    };
    this.cloud.announce(each, "SageMaker Model Package State Change", detail, each.arn);
    return each;
  }
}
