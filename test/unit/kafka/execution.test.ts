import { expect, test } from "vitest";
import { ecrRepositoryArn, kafkaExecutionPolicy } from "../../../blueprints";

const spec = {
  logGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:/floe/kafka-connect/x",
  secretArns: [],
  keyArns: [],
  images: ["apache/kafka:4.1.2", "public.ecr.aws/lambda/python:3.13"],
  partition: "aws",
};

test("public images and no secrets need nothing but a log", () => {
  expect(kafkaExecutionPolicy(spec).Statement.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
    ["WriteLogs", [`${spec.logGroupArn}:*`]],
  ]);
});

test("private images are pulled from exactly their repositories", () => {
  const registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  const policy = kafkaExecutionPolicy({
    ...spec,
    images: [`${registry}/kafka/connect:4.1`, `${registry}/python@sha256:${"a".repeat(64)}`],
  });
  expect(policy.Statement.find(({ Sid }) => Sid === "PullImages")?.Resource).toEqual([
    "arn:aws:ecr:eu-west-1:123456789012:repository/kafka/connect",
    "arn:aws:ecr:eu-west-1:123456789012:repository/python",
  ]);
  expect(policy.Statement.at(-1)).toMatchObject({ Sid: "SignInToRegistry", Resource: ["*"] });
  expect(ecrRepositoryArn("aws-cn", `123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1`)).toBe(
    "arn:aws-cn:ecr:cn-north-1:123456789012:repository/a",
  );
});
