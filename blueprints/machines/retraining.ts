import type { Gate } from "../sagemaker/gate";
import { jsonata, type StateMachine } from "./asl";
import { findChampion, readRun } from "./champion";
import { promotionStates, type ServingSpec } from "./promotion";
import { gateStates, trainingStates, type TrainingSpec } from "./training";
import { transformStates, type TransformSpec } from "./transform";

export interface RetrainingMachineSpec {
  readonly training: TrainingSpec;
  readonly gate: Gate;
  readonly serving: ServingSpec;
  /** Scores the run's rows again with the new champion. Undefined: new predictions come with new rows only. */
  readonly rescore?: TransformSpec;
  readonly timeoutSeconds: number;
}

/**
 * Manifest of a training set -> train -> gate -> deploy -> transform. The champion stays when the gate says no, and
 * serves until its successor is proven. Input: `{"key": "manifests/train/<run>/manifest.json"}`.
 */
export function retrainingMachine(spec: RetrainingMachineSpec): StateMachine {
  const { partition } = spec.training;
  return {
    Comment: "Trains a challenger and lets it serve when it passes the gate",
    QueryLanguage: "JSONata",
    StartAt: "ReadRun",
    TimeoutSeconds: spec.timeoutSeconds,
    States: {
      ...readRun("DescribeEndpoint"),
      ...findChampion({ partition, endpointName: spec.serving.endpointName }, "Train"),
      ...trainingStates(spec.training, "Gate"),
      ...gateStates(spec.gate, "CreateModel"),
      ...promotionStates(
        spec.serving,
        spec.training.namePrefix,
        spec.rescore === undefined ? "Promoted" : "Transform",
      ),
      ...(spec.rescore === undefined ? {} : transformStates(spec.rescore, "Promoted")),
      Promoted: {
        Type: "Succeed",
        Output: jsonata(
          `{"run": $states.input.run, "champion": $states.input.model, "metrics": $states.input.metrics, "outcome": "promoted"}`,
        ),
      },
    },
  };
}
