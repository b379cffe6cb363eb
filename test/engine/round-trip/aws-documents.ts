import { S3 } from "@aws-sdk/client-s3";
import type { Outputs } from "./harness";

export const services = ["states.amazonaws.com", "scheduler.amazonaws.com", "sagemaker.amazonaws.com"];
export const trust = (...names: string[]) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Principal: { Service: names }, Action: "sts:AssumeRole" }],
});
export const allow = (action: string, resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });
export const policy = (principal: object, action: string, resource: string, sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: sid, Effect: "Allow", Principal: principal, Action: [action], Resource: resource }],
  });
export const pass = (comment: string) =>
  JSON.stringify({ Comment: comment, StartAt: "A", States: { A: { Type: "Pass", End: true } } });
export const text = (outputs: Outputs, name: string): string => {
  const value = outputs[name];
  if (typeof value !== "string") throw new Error(`no ${name} in ${Object.keys(outputs).join()}`);
  return value;
};
export const bucketOf = (outputs: Outputs) => ({ Bucket: text(outputs, "bucket") });
export const s3c = () => new S3({ forcePathStyle: true });
