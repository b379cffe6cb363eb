import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkImageUri, parseImage, Problems, repositories, xgboostAccounts } from "../../blueprints";

function found(uri: unknown): string[] {
  const problems = new Problems();
  checkImageUri(problems, "image", uri);
  return problems.found.map(({ rule, fix }) => `${rule} (${fix})`);
}

const ecr = (account: string, region: string, rest: string) =>
  `${account}.dkr.ecr.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}/${rest}`;

test.each([
  ecr("123456789012", "us-east-1", "own:1"),
  ecr("123456789012", "us-east-1", "team/own@sha256:" + "a".repeat(64)),
  ecr("123456789012", "us-east-1", "own:1@sha256:" + "a".repeat(64)),
  "registry.example.com:5000/team/own:1",
  ecr("683313688378", "us-east-1", "sagemaker-xgboost:3.2-0"),
  ecr("683313688378", "us-east-1", "sagemaker-xgboost:0.90-2-cpu-py3"),
  ecr("683313688378", "us-east-1", "sagemaker-scikit-learn:1.4-2-py312-cpu-py3"),
  ecr("683313688378", "us-east-1", "sagemaker-xgboost:4.0-1"),
  ecr("763104351884", "us-east-1", "pytorch-training:2.3.0-gpu-py311-cu121-ubuntu20.04-sagemaker"),
  ecr("111122223333", "us-east-1", "sagemaker-xgboost:3.2-0"),
  ecr("382416733822", "us-east-1", "kmeans:latest"),
  undefined,
])("%s is fine", (uri) => {
  expect(found(uri)).toEqual([]);
});

test.each(Object.entries(repositories))("%s has one account a region", (name, { registry, versions }) => {
  for (const [region, account] of Object.entries(registry.accounts)) {
    expect(account).toMatch(/^\d{12}$/);
    expect(region).toMatch(/^[a-z]{2}(-gov)?-[a-z]+-\d$/);
    expect(found(ecr(account, region, `${name}:${versions?.at(-1) ?? "1"}`))).toEqual([]);
  }
});

describe.each<[string, string, RegExp]>([
  ["no URI", "not an image", /is not the URI of an image/],
  ["too long", "a".repeat(256), /is not the URI/],
  [
    "another region's account",
    ecr("683313688378", "eu-west-1", "sagemaker-xgboost:3.2-0"),
    /holds sagemaker-xgboost for us-east-1 and not for eu-west-1 \(write 141502667606/,
  ],
  [
    "another image's account",
    ecr("382416733822", "us-east-1", "sagemaker-xgboost:3.2-0"),
    /account 382416733822, which does not hold sagemaker-xgboost/,
  ],
  ["a slip", ecr("683313688387", "us-east-1", "sagemaker-xgboost:3.2-0"), /write 683313688378/],
  ["one wrong digit", ecr("683313688379", "us-east-1", "sagemaker-xgboost:3.2-0"), /write 683313688378/],
  ["a version that never was", ecr("683313688378", "us-east-1", "sagemaker-xgboost:2.0-1"), /version 2\.0-1/],
  ["a region without it", ecr("766337827248", "ap-south-2", "lda:1"), /where AWS has none/],
  [
    "China's host elsewhere",
    "683313688378.dkr.ecr.us-east-1.amazonaws.com.cn/sagemaker-xgboost:3.2-0",
    /registries of us-east-1 lie at amazonaws\.com \(/,
  ],
])("%s", (_name, uri, message) => {
  test("is told apart", () => {
    expect(found(uri)).toEqual([expect.stringMatching(message)]);
  });
});

test("any text is judged without a crash, and what is parsed is put together again", () => {
  const piece = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,12}$/);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc
          .tuple(fc.constantFrom(...Object.values(xgboostAccounts)), piece, piece, piece)
          .map(([account, region, name, tag]) => ecr(account, region, `${name}:${tag}`)),
      ),
      (uri) => {
        found(uri);
        const parts = parseImage(uri);
        if (parts === undefined) return;
        const { account, region, suffix, repository, tag, digest } = parts;
        const end = `${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
        expect(uri.replace("ecr-fips", "ecr")).toBe(
          `${account}.dkr.ecr.${region}.${suffix}/${repository}${end}`,
        );
      },
    ),
  );
});
