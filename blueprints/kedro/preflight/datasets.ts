import { isInMemory, isLocalPath, plainName } from "../datasets";
import type { KedroDataset } from "../graph";
import type { Preflight, PreflightContext } from "./context";

/** Data that would be missing, or would vanish, in Snowflake. */
export const checkDatasets: Preflight = (context) => {
  const { graph, plan, nodes } = context;
  const elsewhere = new Map(
    (graph.pipelines[plan.pipeline]?.nodes ?? [])
      .filter(({ name }) => plan.left.includes(name))
      .flatMap(({ name, outputs }) => outputs.map((output) => [plainName(output), name] as const)),
  );
  for (const dataset of plan.inputs) checkInput(context, dataset, elsewhere.get(plainName(dataset)));
  for (const [name, entry] of Object.entries(graph.datasets)) {
    const reader = nodes.find(({ inputs, outputs }) => inputs.includes(name) || outputs.includes(name));
    if (reader !== undefined) checkEntry(context, name, entry);
  }
  checkNested(context);
  for (const { dataset, from, kind } of plan.crossings)
    if (kind === "memory" && graph.datasets[dataset] !== undefined)
      context.report({
        severity: "warning",
        code: "memory-entry",
        subject: dataset,
        message: `dataset "${dataset}" is a MemoryDataset in the catalog, and leaves the memory of task ${from}: it is kept like one without an entry, its copy_mode does not count`,
        fix: "group its nodes, or remove the entry",
      });
};

function checkInput({ graph, options, nodes, report }: PreflightContext, name: string, maker?: string): void {
  const node = nodes.find(({ inputs }) => inputs.includes(name))?.name ?? "";
  if (isInMemory(graph, name)) {
    report({
      severity: "error",
      code: "missing-input",
      subject: name,
      message:
        maker === undefined
          ? `node "${node}" needs "${name}", which no node makes and the catalog of environment "${graph.env}" does not have`
          : `node "${node}" needs "${name}", which node "${maker}" makes; only leaves that one out, and the catalog does not keep it`,
      fix:
        maker === undefined
          ? "add it to the catalog, or correct its name"
          : `add "${maker}" to only, or "${name}" to the catalog`,
    });
    return;
  }
  const filepath = graph.datasets[name]?.filepath ?? null;
  // A file that another graph's node made lies on the stage already.
  if (filepath === null || !isLocalPath(filepath) || !isWithin(filepath) || maker !== undefined) return;
  const uploads = options.data?.upload ?? [];
  if (uploads.some((upload) => covers(upload, filepath))) return;
  report({
    severity: "error",
    code: "local-path",
    subject: name,
    message: `node "${node}" reads "${name}" from the local path ${filepath}, and no task makes it`,
    fix: `add ${folderOf(filepath)} to data.upload, or let the dataset read a table or a stage`,
  });
}

/** What holds for inputs and outputs alike. */
function checkEntry(context: PreflightContext, name: string, entry: KedroDataset): void {
  const { options, report } = context;
  const { filepath, type, credentials } = entry;
  if (filepath !== null && isLocalPath(filepath) && !isWithin(filepath))
    report({
      severity: "error",
      code: "local-path",
      subject: name,
      message: `dataset "${name}" is at ${filepath}, outside of the project: no task can reach it`,
      fix: "use a path relative to the project, a stage, or a table",
    });
  if (filepath !== null && !isLocalPath(filepath) && !filepath.startsWith("@"))
    checkNetwork(context, name, filepath);
  if (credentials !== null && !isSnowpark(type) && !Object.hasOwn(options.credentials ?? {}, credentials))
    report({
      severity: "error",
      code: "unknown-credentials",
      subject: credentials,
      message: `dataset "${name}" needs credentials "${credentials}", and conf/local with its credentials is never deployed`,
      fix: `set credentials.${credentials} to one of secrets`,
    });
  if (/^(kedro_datasets\.)?(spark|databricks)\./.test(type))
    report({
      severity: "warning",
      code: "no-spark",
      subject: name,
      message: `dataset "${name}" is a ${type}: procedures have no Spark; a compute pool whose image has it would do`,
      fix: "use snowflake.SnowparkTableDataset",
    });
}

/** Credentials that only an inner part of an entry names, of a partitioned dataset for instance. */
function checkNested({ graph, options, report }: PreflightContext): void {
  const known = new Set([
    ...Object.values(graph.datasets).map(({ credentials }) => credentials),
    ...Object.keys(options.credentials ?? {}),
  ]);
  for (const name of graph.credentials)
    if (!known.has(name))
      report({
        severity: "warning",
        code: "unknown-credentials",
        subject: name,
        message: `a part of a catalog entry needs credentials "${name}", which no secret gives`,
        fix: `set credentials.${name} to one of secrets`,
      });
}

function checkNetwork({ options, report }: PreflightContext, name: string, filepath: string): void {
  if ((options.externalAccessIntegrations ?? []).length > 0 || filepath.startsWith("memory://")) return;
  report({
    severity: "warning",
    code: "no-network",
    subject: name,
    message: `dataset "${name}" is at ${filepath.replace(/^([a-z0-9+.-]+:\/\/[^/]*).*$/i, "$1")}, and tasks reach no host without an external access integration`,
    fix: "name one in external_access_integrations",
  });
}

const isSnowpark = (type: string): boolean => /(^|\.)snowflake\.|Snowpark/.test(type);

/** A path relative to the project that stays within it. */
const isWithin = (filepath: string): boolean =>
  !/^([/~\\]|[A-Za-z]:|file:)/.test(filepath) && !filepath.split(/[/\\]/).includes("..");

const tidy = (path: string): string => path.replace(/^\.\//, "").replace(/\/+$/, "");

const covers = (upload: string, filepath: string): boolean =>
  tidy(filepath) === tidy(upload) || tidy(filepath).startsWith(`${tidy(upload)}/`);

const folderOf = (filepath: string): string =>
  tidy(filepath).includes("/") ? tidy(filepath).split("/").slice(0, -1).join("/") : tidy(filepath);
