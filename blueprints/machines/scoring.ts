import type { StateMachine } from "./asl";
import { jsonata } from "./asl";
import { findChampion, readRun } from "./champion";
import { transformStates, type TransformSpec } from "./transform";

export interface ScoringMachineSpec {
  readonly endpointName: string;
  readonly transform: TransformSpec;
  /** Most seconds one scoring run may take. */
  readonly timeoutSeconds: number;
}

/** Manifest of unloaded rows -> champion's model -> batch transform. Input: `{"key": "manifests/score/<run>/manifest.json"}`. */
export function scoringMachine(spec: ScoringMachineSpec): StateMachine {
  const { partition } = spec.transform;
  return {
    Comment: "Scores unloaded rows with the model that serves",
    QueryLanguage: "JSONata",
    StartAt: "ReadRun",
    TimeoutSeconds: spec.timeoutSeconds,
    States: {
      ...readRun("DescribeEndpoint"),
      ...findChampion({ partition, endpointName: spec.endpointName }, "Transform"),
      ...transformStates(spec.transform, "Scored"),
      Scored: {
        Type: "Succeed",
        Output: jsonata(`{"run": $states.input.run, "model": $states.input.model, "outcome": "scored"}`),
      },
    },
  };
}
