import type { DataProcessing, TransformInput, TransformOutput } from "@aws-sdk/client-sagemaker";
import { invalid } from "../front/errors";
import { ClientFailure } from "../jobs/channels";
import { cells } from "./csv";
import { Filter } from "./filters";

type Form = "csv" | "json" | "other";

/** The filters and the join of a transform job, applied record by record. */
export class RecordProcessing {
  private readonly input: Filter;
  private readonly output: Filter;
  private readonly join: boolean;
  private readonly form: Form;
  private readonly outputForm: Form;

  constructor(
    processing: DataProcessing | undefined,
    source: TransformInput | undefined,
    target: TransformOutput | undefined,
  ) {
    this.input = Filter.parse(processing?.InputFilter ?? "$", "InputFilter");
    this.output = Filter.parse(processing?.OutputFilter ?? "$", "OutputFilter");
    this.join = processing?.JoinSource === "Input";
    this.form = formOf(source?.ContentType);
    this.outputForm = target?.Accept === undefined ? this.form : formOf(target.Accept);
    if (!this.active) return;
    const line = source?.SplitType === "Line";
    if (this.form === "other")
      throw invalid("DataProcessing needs the ContentType text/csv or application/jsonlines.");
    if (this.join && line && target?.AssembleWith !== "Line") {
      throw invalid("JoinSource Input with SplitType Line needs AssembleWith Line.");
    }
    if (this.join && this.outputForm !== this.form) {
      throw invalid("JoinSource Input needs an Accept of the same format as the ContentType.");
    }
  }

  /** Whether anything at all is done to the records. */
  get active(): boolean {
    return this.join || !this.input.isEverything || !this.output.isEverything;
  }

  /** Whether answers must be matched to records one by one. */
  get perRecord(): boolean {
    return this.join || !this.output.isEverything;
  }

  /** What of a record the model gets. */
  toModel(record: string): string {
    if (this.input.isEverything) return record;
    if (this.form === "csv") {
      const selected = this.input.cells(cells(record));
      if (selected === undefined || selected.length === 0) throw nothing("InputFilter", record);
      return selected.join(",");
    }
    const selected = this.input.apply(parsed(record));
    if (selected === undefined) throw nothing("InputFilter", record);
    return JSON.stringify(selected);
  }

  /** What is written for a record and the model's answer to it. */
  toOutput(record: string, answer: string): string {
    if (this.form === "csv") return this.csvOutput(record, answer);
    const result = parsed(answer);
    const joined = this.join ? joinJson(parsed(record), result) : result;
    if (this.output.isEverything) return JSON.stringify(joined);
    const selected = this.output.apply(joined);
    if (selected === undefined) throw nothing("OutputFilter", record);
    return JSON.stringify(selected);
  }

  private csvOutput(record: string, answer: string): string {
    const joined = this.join ? `${record},${answer}` : answer;
    if (this.output.isEverything) return joined;
    const selected = this.output.cells(cells(joined));
    if (selected === undefined || selected.length === 0) throw nothing("OutputFilter", record);
    return selected.join(",");
  }
}

/** Format of records by their media type. */
export function formOf(contentType: string | undefined): Form {
  const head = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (head === "text/csv") return "csv";
  return ["application/json", "application/jsonlines", "application/x-jsonlines"].includes(head)
    ? "json"
    : "other";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ClientFailure(`ClientError: Unable to parse data as JSON: ${text.slice(0, 80)}`);
  }
}

/** An object gets the answer as `SageMakerOutput`, a list at its end; anything else is put beside it. */
function joinJson(input: unknown, output: unknown): unknown {
  if (Array.isArray(input))
    return [...(input as unknown[]), ...(Array.isArray(output) ? (output as unknown[]) : [output])];
  if (typeof input === "object" && input !== null) return { ...input, SageMakerOutput: output };
  return { SageMakerInput: input, SageMakerOutput: output };
}

function nothing(filter: string, record: string): ClientFailure {
  return new ClientFailure(`ClientError: ${filter} selects nothing of the record ${record.slice(0, 80)}`);
}
