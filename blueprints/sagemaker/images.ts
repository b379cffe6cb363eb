import type { Problems } from "../checks/problems";
import { isPlain } from "../checks/values";
import { partitionOf } from "../checks/arn";

/**
 * Accounts that hold the built-in XGBoost image, by region. From the image table of the SageMaker Python SDK
 * (`image_uri_config/xgboost.json`).
 */
export const xgboostAccounts: Readonly<Record<string, string>> = {
  "af-south-1": "510948584623",
  "ap-east-1": "651117190479",
  "ap-northeast-1": "354813040037",
  "ap-northeast-2": "366743142698",
  "ap-northeast-3": "867004704886",
  "ap-south-1": "720646828776",
  "ap-south-2": "628508329040",
  "ap-southeast-1": "121021644041",
  "ap-southeast-2": "783357654285",
  "ap-southeast-3": "951798379941",
  "ap-southeast-4": "106583098589",
  "ca-central-1": "341280168497",
  "ca-west-1": "190319476487",
  "cn-north-1": "450853457545",
  "cn-northwest-1": "451049120500",
  "eu-central-1": "492215442770",
  "eu-central-2": "680994064768",
  "eu-north-1": "662702820516",
  "eu-south-1": "978288397137",
  "eu-south-2": "104374241257",
  "eu-west-1": "141502667606",
  "eu-west-2": "764974769150",
  "eu-west-3": "659782779980",
  "il-central-1": "898809789911",
  "me-central-1": "272398656194",
  "me-south-1": "801668240914",
  "sa-east-1": "737474898029",
  "us-east-1": "683313688378",
  "us-east-2": "257758044811",
  "us-gov-east-1": "237065988967",
  "us-gov-west-1": "414596584902",
  "us-west-1": "746614075791",
  "us-west-2": "246618743249",
};

/** Versions of the built-in image Floe knows. 3.2-0 is the default: the local cloud trains with the same XGBoost. */
export const xgboostVersions = ["1.7-1", "3.0-5", "3.2-0"] as const;
export type XgboostVersion = (typeof xgboostVersions)[number];

export interface Image {
  readonly uri: string;
  /** ARN of the ECR repository, for the execution role. */
  readonly repositoryArn: string;
}

/** Image of the built-in XGBoost in a region. @throws Error for a region that has none. */
export function xgboostImage(region: string, version: XgboostVersion = "3.2-0"): Image {
  const account = xgboostAccounts[region];
  if (account === undefined) {
    throw new Error(
      `SageMaker's built-in XGBoost has no image in region "${region}". Regions: ${Object.keys(xgboostAccounts).join(", ")}`,
    );
  }
  const partition = partitionOf(region);
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    uri: `${account}.dkr.ecr.${region}.${suffix}/sagemaker-xgboost:${version}`,
    repositoryArn: `arn:${partition}:ecr:${region}:${account}:repository/sagemaker-xgboost`,
  };
}

const ecrUri =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9][a-z0-9._/-]*)(?::[\w.-]{1,128}|@sha256:[0-9a-f]{64})$/;

/** An image of one's own: its repository's ARN follows from its URI. */
export function ownImage(uri: string): Image {
  const [, account = "", region = "", repository = ""] = ecrUri.exec(uri) ?? [];
  if (account === "") throw new Error(`"${uri}" is not the URI of an image in ECR with a tag or digest`);
  return {
    uri,
    repositoryArn: `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${repository}`,
  };
}

export function checkImage(problems: Problems, argument: string, value: unknown): boolean {
  if (value === undefined || !isPlain(value)) return true;
  return problems.require(
    typeof value === "string" && ecrUri.test(value),
    argument,
    `"${String(value)}" is not the URI of an image in ECR with a tag or digest`,
    "write it like 123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag",
  );
}

export function checkRegion(problems: Problems, argument: string, value: unknown): boolean {
  if (value === undefined || !isPlain(value)) return true;
  return problems.require(
    typeof value === "string" && value in xgboostAccounts,
    argument,
    `"${String(value)}" is not an AWS region with SageMaker's built-in XGBoost`,
    `use one of ${Object.keys(xgboostAccounts).join(", ")}`,
  );
}
