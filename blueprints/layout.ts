/**
 * Where each kind of object lies in the exchange bucket. Every grant, stage, rule and job input is written in terms
 * of these prefixes, so a policy can never be wider than the flow that needs it.
 */
export const layout = {
  /** Files to load into RAW tables: `raw/<table>/<hash>-<file>`. */
  raw: "raw/",
  /** Training and validation sets: `train/<run>/{train,validation}/data*`. */
  train: "train/",
  /** Rows to score: `score/<run>/data*`. */
  score: "score/",
  /** "This unload is complete": `manifests/{train,score}/<run>/manifest.json`. */
  manifests: "manifests/",
  /** Batch transform output: `predictions/<model>/<run>/data*.out`. */
  predictions: "predictions/",
  /** Training output: `models/<job>/output/model.tar.gz`. */
  models: "models/",
  /** Of training on spare capacity: `checkpoints/<hash of what is trained, or run>/`. */
  checkpoints: "checkpoints/",
  /** Requests and answers an endpoint keeps: `captured/<endpoint>/<variant>/<year>/<month>/<day>/<hour>/*.jsonl`. */
  captured: "captured/",
  /** Of an asynchronous endpoint: `async/{requests,answers,failures}/`. */
  async: "async/",
} as const;

export type Place = keyof typeof layout;

/** Name of the manifest beneath `manifests/<flow>/<run>/`. */
export const manifestName = "manifest.json";
/** Begin of the names of unloaded data files; Snowflake adds `_0_0_0` and the like. */
export const dataName = "data";
