import { columnSpec, type Columns } from "./columns";
import { qualifiedName, quoteIdentifier, stageReference } from "./identifiers";

export interface IngestSpec {
  readonly table: readonly [string, string, string];
  readonly stage: readonly [string, string, string];
  /** Path below the stage whose files are loaded. Default: all. */
  readonly path?: string;
  /** Table columns filled from the file's fields, in the order of the fields. */
  readonly fields: Columns;
  /** Table columns filled by an expression, which may use METADATA$FILENAME and the like. */
  readonly expressions?: Readonly<Record<string, string>>;
}

/** The COPY statement of a pipe. A file that cannot be read is skipped and shows in COPY_HISTORY. */
export function pipeStatement(spec: IngestSpec): string {
  const fields = Object.entries(spec.fields);
  const extra = Object.entries(spec.expressions ?? {});
  const selected = [
    ...fields.map(([, column], index) => `$${index + 1}::${columnSpec(column).type}`),
    ...extra.map(([, expression]) => expression),
  ];
  const columns = [...fields, ...extra].map(([name]) => quoteIdentifier(name));
  return [
    `COPY INTO ${qualifiedName(...spec.table)} (${columns.join(", ")})`,
    `FROM (SELECT ${selected.join(", ")} FROM ${stageReference(spec.stage, spec.path)})`,
    "FILE_FORMAT = (TYPE = CSV COMPRESSION = AUTO FIELD_OPTIONALLY_ENCLOSED_BY = '\"' EMPTY_FIELD_AS_NULL = TRUE)",
  ].join(" ");
}
