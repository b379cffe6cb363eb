import type { CreateProcessingJobRequest } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { checkProcessingRequest, placementOf } from "../../local/sagemaker/processing/validate";
import { withInferenceIds } from "../../local/sagemaker/transform/capture";

type Cluster = NonNullable<CreateProcessingJobRequest["ProcessingResources"]>["ClusterConfig"];
type Input = NonNullable<CreateProcessingJobRequest["ProcessingInputs"]>[number];
type Output = NonNullable<
  NonNullable<CreateProcessingJobRequest["ProcessingOutputConfig"]>["Outputs"]
>[number];

function job(cluster: Partial<Cluster>, inputs: Partial<Input>[] = [], outputs: Partial<Output>[] = []) {
  return {
    AppSpecification: { ImageUri: "image", ContainerEntrypoint: ["true"] },
    ProcessingResources: { ClusterConfig: { VolumeSizeInGB: 1, ...cluster } },
    ProcessingInputs: inputs.map((each) => ({ InputName: "in", ...each })),
    ProcessingOutputConfig: { Outputs: outputs.map((each) => ({ OutputName: "out", ...each })) },
  } as CreateProcessingJobRequest;
}

const one: Partial<Cluster> = { InstanceType: "ml.m5.large", InstanceCount: 1 };
const source = { S3Uri: "s3://bucket/x", S3DataType: "S3Prefix", LocalPath: "/opt/ml/processing/x" } as const;
const target = {
  S3Uri: "s3://bucket/y",
  LocalPath: "/opt/ml/processing/y",
  S3UploadMode: "EndOfJob",
} as const;

describe("a request for a local processing job", () => {
  it("is taken with one type, with preferences, and with what the program manages itself", () => {
    checkProcessingRequest(job(one, [{ S3Input: source }], [{ S3Output: target }]));
    const preferred = job({
      InstancePreferences: [
        { InstanceType: "ml.m5.xlarge", InstanceCount: 2 },
        { InstanceType: "ml.m5.large", InstanceCount: 4 },
      ],
    });
    checkProcessingRequest(preferred);
    expect(placementOf(preferred)).toEqual({ instanceType: "ml.m5.xlarge", instanceCount: 2, chosen: true });
    const managed: Partial<Input> = {
      AppManaged: true,
      S3Input: { ...source, LocalPath: undefined, S3InputMode: "Pipe" },
    };
    const features = { AppManaged: true, FeatureStoreOutput: { FeatureGroupName: "g" } };
    checkProcessingRequest(job(one, [managed], [features]));
  });
  it.each<[string, CreateProcessingJobRequest, string]>([
    [
      "a type and preferences",
      job({ ...one, InstancePreferences: [{ InstanceType: "ml.m5.xlarge" }] }),
      "exactly one",
    ],
    ["neither", job({ InstanceCount: 1 }), "exactly one of InstanceType and InstancePreferences"],
    [
      "counts on some preferences",
      job({
        InstancePreferences: [
          { InstanceType: "ml.m5.large", InstanceCount: 1 },
          { InstanceType: "ml.m5.xlarge" },
        ],
      }),
      "on every entry",
    ],
    [
      "counts in both places",
      job({ InstanceCount: 1, InstancePreferences: [{ InstanceType: "ml.m5.large", InstanceCount: 1 }] }),
      "on every entry",
    ],
    [
      "a type twice",
      job({
        InstanceCount: 1,
        InstancePreferences: [{ InstanceType: "ml.m5.large" }, { InstanceType: "ml.m5.large" }],
      }),
      "only once",
    ],
    ["more instances than this machine runs", job({ ...one, InstanceCount: 9 }), "use up to 8"],
    [
      "gzip without a pipe",
      job(one, [{ S3Input: { ...source, S3CompressionType: "Gzip" } }]),
      "only be used with",
    ],
    ["a pipe", job(one, [{ S3Input: { ...source, S3InputMode: "Pipe" } }]), "the input mode Pipe"],
    ["a query", job(one, [{ DatasetDefinition: {} }]), "DatasetDefinition"],
    ["an output of nothing", job(one, [], [{}]), "must have an S3Output or a FeatureStoreOutput"],
    [
      "features SageMaker should store",
      job(one, [], [{ FeatureStoreOutput: { FeatureGroupName: "g" } }]),
      "needs AppManaged",
    ],
    [
      "an output elsewhere",
      job(one, [], [{ S3Output: { ...target, LocalPath: "/etc" } }]),
      "below /opt/ml/processing/",
    ],
  ])("is refused with %s", (_title, request, message) => {
    expect(() => checkProcessingRequest(request)).toThrow(message);
  });
});

describe("inference ids", () => {
  const time = "2022-08-30T00:49:15Z";
  const started = Date.parse(time) / 1000;
  it("stand behind each CSV record, and the end of the last line stays", () => {
    const lines = withInferenceIds("0\n1\n", false, started).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(new RegExp(`^0,[0-9a-f-]{36},${time}$`));
    expect(lines[2]).toBe("");
    expect(withInferenceIds("0", false, started)).toMatch(/^0,[^\n]+$/);
  });
  it("are members of a JSON record, or stand beside one that is no object", () => {
    const [object = "", plain = ""] = withInferenceIds('{"score":1}\n0.5\n', true, started).split("\n");
    expect(JSON.parse(object)).toMatchObject({ score: 1, SageMakerInferenceTime: time });
    expect(JSON.parse(plain)).toMatchObject({ output: 0.5, SageMakerInferenceTime: time });
  });
});
