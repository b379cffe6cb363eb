import { integration, jsonata, keep, literal, patience, type State } from "./asl";

/** First state of a machine started by a manifest: the run is the third part of `manifests/<flow>/<run>/manifest.json`. */
export function readRun(next: string): Record<string, State> {
  return {
    ReadRun: {
      Type: "Pass",
      Output: {
        run: jsonata(`$split($states.input.key, "/")[2]`),
        attempt: jsonata(`$exists($states.input.attempt) ? $string($states.input.attempt) : ""`),
      },
      Next: next,
    },
  };
}

/** SageMaker lists variants in its own order: ours by its name, of an endpoint without one the first. */
const servedModel =
  '($all := $states.result.ProductionVariants; $ours := $all[VariantName = "champion"]; ($exists($ours) ? $ours : $all[0]).ModelName)';

/** Who serves now: endpoint -> its configuration -> its model. Leaves `config` and `model` beside the input. */
export function findChampion(
  spec: { readonly partition: string; readonly endpointName: string },
  next: string,
): Record<string, State> {
  return {
    DescribeEndpoint: {
      Type: "Task",
      Resource: integration(spec.partition, "aws-sdk:sagemaker:describeEndpoint"),
      Arguments: { EndpointName: spec.endpointName },
      Output: keep({ config: "$states.result.EndpointConfigName" }),
      Retry: patience,
      Next: "DescribeChampion",
    },
    DescribeChampion: {
      Type: "Task",
      Resource: integration(spec.partition, "aws-sdk:sagemaker:describeEndpointConfig"),
      Arguments: { EndpointConfigName: jsonata("$states.input.config") },
      Output: keep({ model: servedModel }),
      Retry: patience,
      Next: next,
    },
  };
}

/** The run, and for one started again by hand the attempt: `<run>` or `<run>-<attempt>`. */
export const runPart = `$replace($states.input.run, /[^A-Za-z0-9]+/, "-") & ($states.input.attempt = "" ? "" : "-" & $states.input.attempt)`;

/** `<prefix>-<run>` and, for a run started again by hand, `-<attempt>`: the same event never starts two jobs. */
export function runName(prefix: string): string {
  return `${literal(`${prefix}-`)} & ${runPart}`;
}
