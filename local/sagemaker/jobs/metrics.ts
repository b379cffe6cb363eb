import type { MetricDefinition } from "@aws-sdk/client-sagemaker";
import { invalid } from "../front/errors";
import { now } from "../state/store";
import { LogForwarder } from "./log-forwarder";

export interface MetricValue {
  MetricName: string;
  Value: number;
  Timestamp: number;
}

/** Told of every value as it is found. */
export type MetricObserver = (name: string, value: number) => void;

interface Watched {
  name: string;
  expression: RegExp;
}

/** Expressions of the XGBoost container's own metrics, which the service adds to those of the request. */
export function xgboostMetrics(): MetricDefinition[] {
  const measures = [
    "auc",
    "aucpr",
    "accuracy",
    "balanced_accuracy",
    "error",
    "f1",
    "f1_binary",
    "f1_macro",
    "logloss",
    "mae",
    "map",
    "mape",
    "merror",
    "mlogloss",
    "mphe",
    "mse",
    "ndcg",
    "precision",
    "precision_macro",
    "precision_micro",
    "r2",
    "recall",
    "recall_macro",
    "recall_micro",
    "rmse",
    "rmsle",
  ];
  return ["train", "validation"].flatMap((channel) =>
    measures.map((measure) => ({
      Name: `${channel}:${measure}`,
      Regex: `.*\\[[0-9]+\\].*#011${channel}-${measure}:([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*`,
    })),
  );
}

/** Finds metrics in a job's lines: the last match of each expression counts. */
export class MetricReader {
  private readonly watched: Watched[];
  private readonly values = new Map<string, MetricValue>();

  constructor(
    definitions: MetricDefinition[],
    private readonly observe?: MetricObserver,
  ) {
    this.watched = definitions.map(({ Name, Regex }) => ({
      name: Name ?? "",
      expression: expression(Name, Regex),
    }));
  }

  read(line: string): void {
    const written = LogForwarder.escape(line);
    for (const { name, expression: wanted } of this.watched) {
      const found = wanted.exec(written) ?? (written === line ? null : wanted.exec(line));
      const value = Number(found?.[1]);
      if (found && Number.isFinite(value)) {
        this.values.set(name, { MetricName: name, Value: Math.fround(value), Timestamp: now() });
        this.observe?.(name, value);
      }
    }
  }

  final(): MetricValue[] {
    return [...this.values.values()];
  }
}

function expression(name: string | undefined, regex: string | undefined): RegExp {
  try {
    return new RegExp(regex ?? "", "u");
  } catch {
    try {
      return new RegExp(regex ?? "");
    } catch (error) {
      throw invalid(
        `The regex of metric ${name ?? ""} is not valid: ${error instanceof Error ? error.message : ""}`,
      );
    }
  }
}

/** Checks the request's expressions before anything is made. */
export function checkMetricDefinitions(definitions: MetricDefinition[] | undefined): void {
  for (const { Name, Regex } of definitions ?? []) expression(Name, Regex);
}
