import { invalid } from "../front/errors";

/** What a container image means to the local SageMaker. */
export type Image =
  | { kind: "xgboost"; version: string }
  /** Runs only what the request names to run: an entry point, a script. */
  | { kind: "other"; repository: string };

/** Tells what an image URI names: the built-in XGBoost container, or any other. */
export function readImage(uri: string): Image {
  const [path = "", digest] = uri.split("@");
  const slash = path.lastIndexOf("/");
  const [repository = "", tag = "latest"] = path.slice(slash + 1).split(":");
  if (repository !== "sagemaker-xgboost" && repository !== "xgboost") return { kind: "other", repository };
  const version = digest === undefined ? tag.replace(/-(cpu|gpu)-py3$/u, "") : "3.2-0";
  if (!/^3\.2-\d+$/u.test(version) && version !== "latest") {
    throw invalid(
      `The local SageMaker trains and serves with XGBoost 3.2, not with ${uri}: use the image sagemaker-xgboost:3.2-0`,
    );
  }
  return { kind: "xgboost", version };
}
