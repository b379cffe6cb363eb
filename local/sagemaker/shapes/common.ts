import { flag, list, map, recorded, structure, text, whole } from "./shape";

const namePattern = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}";

/** Names of jobs, models, endpoints and their configurations. */
export const name = text({ pattern: namePattern, min: 1, max: 63 });
export const roleArn = text({
  pattern: "arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
  min: 20,
  max: 2048,
});
export const s3Uri = text({ pattern: "(https|s3)://([^/]+)/?(.*)", max: 1024 });
export const kmsKey = text({ pattern: "[a-zA-Z0-9:/_-]*", max: 2048 });
export const image = text({ pattern: "[\\S]+", min: 1, max: 255 });
export const tags = list(structure({ Key: text({ min: 1, max: 128 }), Value: text({ max: 256 }) }), 0, 50);
export const environment = map(text({ max: 5000 }), 100);
export const vpcConfig = structure({ SecurityGroupIds: list(text(), 1, 5), Subnets: list(text(), 1, 16) });

const families =
  "t2|t3|m4|m5|m5d|m6a|m6i|m6id|m6g|m6gd|m7i|m7g|m7a|m8g|c4|c5|c5d|c5n|c6a|c6i|c6id|c6g|c6gd|c6gn|c7i|c7g|c8g|r5|r5d|r6a|r6i|r6id|r6g|r6gd|r7i|r7g|r8g|p2|p3|p3dn|p4d|p4de|p5|p5e|p5en|g4dn|g5|g6|g6e|trn1|trn1n|trn2|inf1|inf2|dl1|gr6|x2iedn";
const sizes = "nano|micro|small|medium|large|xlarge|\\d{1,2}xlarge|metal";

/** The form of an instance type: AWS lists hundreds and adds more every month. */
export const instanceType = text({ pattern: `ml\\.(${families})\\.(${sizes})` });

export const channelSource = structure(
  {},
  {
    S3DataSource: structure(
      { S3DataType: text({ oneOf: ["ManifestFile", "S3Prefix", "AugmentedManifestFile"] }), S3Uri: s3Uri },
      {
        S3DataDistributionType: text({ oneOf: ["FullyReplicated", "ShardedByS3Key"] }),
        AttributeNames: list(text()),
        InstanceGroupNames: list(text()),
      },
    ),
    FileSystemDataSource: recorded,
  },
);

export const stopping = structure(
  {},
  {
    MaxRuntimeInSeconds: whole(1, 31_536_000),
    MaxWaitTimeInSeconds: whole(1, 31_536_000),
    MaxPendingTimeInSeconds: whole(7200, 2_419_200),
  },
);

export const paging = {
  NextToken: text({ max: 8192 }),
  MaxResults: whole(1, 100),
  NameContains: text({ max: 63 }),
  CreationTimeAfter: recorded,
  CreationTimeBefore: recorded,
  LastModifiedTimeAfter: recorded,
  LastModifiedTimeBefore: recorded,
  SortBy: text(),
  SortOrder: text({ oneOf: ["Ascending", "Descending"] }),
};

const experimentName = text({ pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}", min: 1, max: 120 });

/** Recorded: the local SageMaker keeps no experiments. */
export const experiment = structure(
  {},
  {
    ExperimentName: experimentName,
    TrialName: experimentName,
    TrialComponentDisplayName: experimentName,
    RunName: experimentName,
  },
);

export const isolation = flag;
