/** A value of a JMX bean, and the name it is shown to Prometheus by. */
interface Rule {
  /** Domain and type of the bean, as the exporter writes them. */
  readonly bean: string;
  readonly connector: string;
  readonly attribute: string;
  readonly name: string;
  readonly factor?: number;
}

const source = { bean: "dev.floe<type=snowflake-source, ", connector: "name" } as const;
const task = (type: string) => ({ bean: `kafka.connect<type=${type}, `, connector: "connector" }) as const;

const rules: readonly Rule[] = [
  { ...source, attribute: "LagMillis", name: "LagSeconds", factor: 0.001 },
  { ...source, attribute: "Rows", name: "Rows" },
  { ...source, attribute: "Errors", name: "Errors" },
  { ...source, attribute: "Retries", name: "Retries" },
  { ...source, attribute: "WarehouseSeconds", name: "WarehouseSeconds" },
  { ...task("sink-task-metrics"), attribute: "sink-record-send-rate", name: "RecordSendRate" },
  { ...task("sink-task-metrics"), attribute: "put-batch-avg-time-ms", name: "PutBatchMilliseconds" },
  { ...task("source-task-metrics"), attribute: "source-record-write-rate", name: "RecordWriteRate" },
  { ...task("task-error-metrics"), attribute: "total-records-failed", name: "FailedRecords" },
  { ...task("task-error-metrics"), attribute: "deadletterqueue-produce-requests", name: "DeadLetters" },
];

/**
 * Configuration of Prometheus's JMX exporter, for workers on ECS whose plugin has its jar (`run.aws.ecs.jmxConfig` of a
 * runtime): what the source and Connect's tasks show by JMX, as `floe_<Name>` with the label `connector`.
 */
export function kafkaJmxExporterConfig(): string {
  return [
    "lowercaseOutputName: false",
    "rules:",
    ...rules.flatMap(({ attribute, name, factor, ...of }) => [
      `- pattern: '${jmxPattern(of, attribute)}'`,
      `  name: floe_${name}`,
      "  type: GAUGE",
      ...(factor === undefined ? [] : [`  valueFactor: ${factor}`]),
      "  labels:",
      '    connector: "$1"',
      '    task: "$2"',
      "",
    ]),
  ].join("\n");
}

/** Names are quoted where they have signs of their own. */
function jmxPattern({ bean, connector }: Pick<Rule, "bean" | "connector">, attribute: string): string {
  const value = '"?([^">,]+)"?';
  return `${bean.replaceAll(".", "\\.")}${connector}=${value}, task=${value}><>${attribute}`;
}
