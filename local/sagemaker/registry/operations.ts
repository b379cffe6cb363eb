import type {
  CreateModelPackageGroupInput,
  CreateModelPackageInput,
  ModelApprovalStatus,
} from "@aws-sdk/client-sagemaker";
import { operation, type Operations } from "../front/operation";
import { environment, image, name, paging, s3Uri, tags } from "../shapes/common";
import { list, map, recorded, structure, text } from "../shapes/shape";
import { page, type ListQuery } from "../state/paging";
import { withoutTags } from "../state/tags";
import type { ModelPackage, PackageGroup, Registry } from "./packages";

const approval = text({ oneOf: ["Approved", "Rejected", "PendingManualApproval"] });
const reference = text({ min: 1, max: 176 });
const onGroup = (input: { ModelPackageGroupName?: string }) =>
  `model-package-group/${input.ModelPackageGroupName ?? ""}`;
const onPackage = (input: { ModelPackageName?: string; ModelPackageArn?: string }) =>
  `model-package/${(input.ModelPackageArn ?? input.ModelPackageName ?? "").replace(/^arn:.*:model-package\//u, "")}`;

const container = structure(
  {},
  {
    Image: image,
    ModelDataUrl: s3Uri,
    Environment: environment,
    ContainerHostname: text(),
    ImageDigest: text(),
    ProductId: text(),
    ModelInput: recorded,
    Framework: text(),
    FrameworkVersion: text(),
    NearestModelName: text(),
    AdditionalS3DataSource: recorded,
    ModelDataSource: recorded,
    ModelDataETag: text(),
  },
);

const createShape = structure(
  {},
  {
    ModelPackageName: name,
    ModelPackageGroupName: reference,
    ModelPackageDescription: text({ max: 1024 }),
    InferenceSpecification: structure(
      { Containers: list(container, 1, 15) },
      {
        SupportedTransformInstanceTypes: list(text()),
        SupportedRealtimeInferenceInstanceTypes: list(text()),
        SupportedContentTypes: list(text()),
        SupportedResponseMIMETypes: list(text()),
      },
    ),
    ValidationSpecification: recorded,
    SourceAlgorithmSpecification: recorded,
    CertifyForMarketplace: recorded,
    Tags: tags,
    ModelApprovalStatus: approval,
    MetadataProperties: recorded,
    ModelMetrics: recorded,
    ClientToken: text(),
    Domain: text(),
    Task: text(),
    SamplePayloadUrl: text(),
    CustomerMetadataProperties: map(text({ max: 256 })),
    DriftCheckBaselines: recorded,
    AdditionalInferenceSpecifications: recorded,
    SkipModelValidation: text({ oneOf: ["All", "None"] }),
    SourceUri: text({ max: 1024 }),
    SecurityConfig: recorded,
    ModelCard: recorded,
    ModelLifeCycle: recorded,
  },
);

const describeGroup = (group: PackageGroup) => ({
  ...withoutTags(group.request),
  ModelPackageGroupArn: group.arn,
  CreationTime: group.created,
  CreatedBy: {},
  ModelPackageGroupStatus: "Completed",
});

const summary = (each: ModelPackage) => ({
  ...(each.group === undefined
    ? { ModelPackageName: each.request.ModelPackageName }
    : { ModelPackageGroupName: each.group, ModelPackageVersion: each.version }),
  ModelPackageArn: each.arn,
  ModelPackageDescription: each.request.ModelPackageDescription,
  CreationTime: each.created,
  ModelPackageStatus: "Completed",
  ModelApprovalStatus: each.approval,
});

export function registryOperations(registry: Registry): Operations {
  return {
    CreateModelPackageGroup: operation<CreateModelPackageGroupInput>({
      shape: structure(
        { ModelPackageGroupName: name },
        { ModelPackageGroupDescription: text({ max: 1024 }), Tags: tags },
      ),
      resource: onGroup,
      run: (input, call) => ({ ModelPackageGroupArn: registry.createGroup(input, call).arn }),
    }),
    DescribeModelPackageGroup: operation<{ ModelPackageGroupName: string }>({
      shape: structure({ ModelPackageGroupName: reference }),
      resource: onGroup,
      run: (input, call) => describeGroup(registry.group(input.ModelPackageGroupName, call)),
    }),
    DeleteModelPackageGroup: operation<{ ModelPackageGroupName: string }>({
      shape: structure({ ModelPackageGroupName: reference }),
      resource: onGroup,
      run: (input, call) => {
        registry.deleteGroup(input.ModelPackageGroupName, call);
        return {};
      },
    }),
    ListModelPackageGroups: operation<ListQuery>({
      shape: structure({}, { ...paging, CrossAccountFilterOption: text() }),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(registry.groups.all(), input, (group) => ({
          name: group.request.ModelPackageGroupName ?? "",
          created: group.created,
          modified: group.created,
        }));
        return { ...more, ModelPackageGroupSummaryList: items.map(describeGroup) };
      },
    }),
    CreateModelPackage: operation<CreateModelPackageInput>({
      shape: createShape,
      resource: (input) =>
        onPackage({ ModelPackageName: input.ModelPackageGroupName ?? input.ModelPackageName }),
      run: (input, call) => ({ ModelPackageArn: registry.create(input, call).arn }),
    }),
    DescribeModelPackage: operation<{ ModelPackageName: string }>({
      shape: structure({ ModelPackageName: reference }),
      resource: onPackage,
      run: (input) => {
        const found = registry.get(input.ModelPackageName);
        return {
          ...withoutTags(found.request),
          ...summary(found),
          ModelPackageName: found.request.ModelPackageName ?? found.arn.split("/").slice(1).join("/"),
          ApprovalDescription: found.description,
          ModelPackageStatusDetails: { ValidationStatuses: [] },
          LastModifiedTime: found.modified,
        };
      },
    }),
    UpdateModelPackage: operation<{
      ModelPackageArn: string;
      ModelApprovalStatus?: ModelApprovalStatus;
      ApprovalDescription?: string;
    }>({
      shape: structure(
        { ModelPackageArn: reference },
        { ModelApprovalStatus: approval, ApprovalDescription: text({ max: 1024 }) },
      ),
      resource: onPackage,
      run: (input) => ({
        ModelPackageArn: registry.update(
          input.ModelPackageArn,
          input.ModelApprovalStatus,
          input.ApprovalDescription,
        ).arn,
      }),
    }),
    DeleteModelPackage: operation<{ ModelPackageName: string }>({
      shape: structure({ ModelPackageName: reference }),
      resource: onPackage,
      run: (input) => {
        registry.packages.delete(registry.get(input.ModelPackageName).arn);
        return {};
      },
    }),
    ListModelPackages: operation<
      ListQuery & { ModelPackageGroupName?: string; ModelApprovalStatus?: string; ModelPackageType?: string }
    >({
      shape: structure(
        {},
        {
          ...paging,
          ModelPackageGroupName: reference,
          ModelApprovalStatus: approval,
          ModelPackageType: text({ oneOf: ["Versioned", "Unversioned", "Both"] }),
        },
      ),
      resource: () => "*",
      run: (input, call) => {
        const group =
          input.ModelPackageGroupName === undefined
            ? undefined
            : registry.group(input.ModelPackageGroupName, call).request.ModelPackageGroupName;
        const type = input.ModelPackageType ?? (group === undefined ? "Unversioned" : "Versioned");
        const wanted = registry.packages
          .all()
          .filter((each) => group === undefined || each.group === group)
          .filter((each) => type === "Both" || (type === "Versioned") === (each.group !== undefined))
          .filter(
            (each) => input.ModelApprovalStatus === undefined || each.approval === input.ModelApprovalStatus,
          );
        const { items, ...more } = page(wanted, input, (each) => ({
          name: each.request.ModelPackageName ?? `${each.group ?? ""}/${each.version ?? 0}`,
          created: each.created,
          modified: each.modified,
        }));
        return { ...more, ModelPackageSummaryList: items.map(summary) };
      },
    }),
  };
}
