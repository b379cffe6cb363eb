import type { Scenario } from "../support/scenario";
import { scenarios as endpoint } from "./endpoint";
import { scenarios as kafka } from "./kafka";
import { scenarios as loopCheck } from "./loop-check";
import { scenarios as processingJob } from "./processing-job";
import { scenarios as promotedModels } from "./promoted-models";
import { scenarios as pythonFunction } from "./python-function";
import { scenarios as pythonProcedure } from "./python-procedure";
import { scenarios as stageFile } from "./stage-file";
import { scenarios as storageIntegration } from "./storage-integration";
import { scenarios as taskGraph } from "./task-graph";
import { scenarios as taskGraphRun } from "./task-graph-run";
import { scenarios as trainingJob } from "./training-job";
import { scenarios as transformJob } from "./transform-job";
import { scenarios as tuningJob } from "./tuning-job";

/** Every scenario; each resource type of the definition must have one. */
export const scenarios: readonly Scenario[] = [
  ...endpoint,
  ...kafka,
  ...loopCheck,
  ...processingJob,
  ...promotedModels,
  ...pythonFunction,
  ...pythonProcedure,
  ...stageFile,
  ...storageIntegration,
  ...taskGraph,
  ...taskGraphRun,
  ...trainingJob,
  ...transformJob,
  ...tuningJob,
];
