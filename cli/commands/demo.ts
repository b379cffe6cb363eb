import pc from "picocolors";
import { down, status, up as startCloud } from "../../local/cloud/control";
import { ensureEngine, EngineMissing } from "../../local/engine";
import { stateDir } from "../../local/paths";
import { ensurePython } from "../../local/python/environment";
import { timedLegs, type TimedLeg } from "../demo/legs";
import { MemoryWatch } from "../demo/memory";
import { demoOutputs } from "../demo/outputs";
import { readBack } from "../demo/predictions";
import { throughKafka, type Answers } from "../demo/records";
import { CliError, exitCodes } from "../exit";
import { megabytes, seconds, table, type Output } from "../output";
import { changesInWords } from "../stack/progress";
import { findProgram, prepareData } from "../stack/program";
import { Session } from "../stack/session";
import { requireSuccess } from "./stack";

/** `floe demo`: obtains what is missing, runs an example's loop and reads its predictions back. */
export async function demo(example: string, stack: string, output: Output): Promise<void> {
  const setup = await setUp(example, output);
  const began = Date.now();
  const since = () => (Date.now() - began) / 1000;
  const state = stateDir();
  const { kafka } = findProgram(example, stack);
  let running = await status(state);
  if (kafka && running !== undefined && running.state.kafka === undefined) {
    output.note("the local cloud runs without Kafka: it is started again with it, and keeps its data");
    await down(state);
    running = undefined;
  }
  const reused = running !== undefined;
  const cloud = await startCloud({ stateDir: state, kafka });
  const legs: TimedLeg[] = [];
  if (!reused) legs.push({ leg: "start the local cloud", from: 0, seconds: since() });
  const watch = new MemoryWatch(state);
  const session = await Session.open(example, { stack, output });
  const upFrom = since();
  const result = await session.run("up");
  requireSuccess("up", session.program.project, stack, result);
  legs.push({ leg: "up", from: upFrom, seconds: since() - upFrom });
  legs.push(...timedLegs(result.progress.legs, began));
  const outputs = demoOutputs(example, result.outcome.outputs);
  const sendFrom = since();
  const answers =
    outputs.records && cloud.kafka ? await throughKafka(cloud.kafka, outputs.records, output) : undefined;
  if (answers) legs.push({ leg: "records in, answers out", from: sendFrom, seconds: since() - sendFrom });
  const waitFrom = since();
  const predictions = await readBack(cloud.snowflake, outputs, output);
  legs.push({ leg: "predictions arrive, read back", from: waitFrom, seconds: since() - waitFrom });
  const took = since();
  const memory = await watch.stop();
  const auc = outputs.metrics["validation:auc"];
  output.document({
    example,
    rows: predictions.rows,
    auc,
    seconds: round(took),
    setupSeconds: round(setup),
    changes: result.progress.changes,
    metrics: outputs.metrics,
    aucOfPredictions: predictions.quality.auc,
    quality: predictions.quality,
    legs: legs.map((leg) => ({ ...leg, from: round(leg.from), seconds: round(leg.seconds) })),
    peakMemory: memory,
    sample: predictions.sample.rows,
    ...(answers && { kafka: { ...answers, records: answers.records.slice(0, SHOWN) } }),
  });
  if (answers) printAnswers(answers, output);
  const names = predictions.sample.columns.map(({ name }) => name);
  const rows = predictions.sample.rows.map((row) => names.map((name) => row[name]));
  output.print();
  for (const line of table(names, rows)) output.print(line);
  output.print();
  const ofPredictions = Object.entries(predictions.quality).map(([name, value]): [string, number] => [
    `${name} of the predictions`,
    value,
  ]);
  const metrics = [...Object.entries(outputs.metrics), ...ofPredictions];
  const measured = metrics.map(([name, value]) => [name, Number(value.toFixed(4))]);
  for (const line of table(["METRIC", "VALUE"], measured)) output.print(line);
  output.print();
  const times = legs.map(({ leg, from, seconds: length }) => [leg, from.toFixed(1), length.toFixed(1)]);
  for (const line of table(["LEG", "FROM (s)", "TOOK (s)"], times)) output.print(line);
  output.print();
  output.print(`stack ${session.program.project}/${stack}: ${changesInWords(result.progress.changes)}`);
  output.print(`local cloud: ${megabytes(memory)} resident at most; set-up took ${seconds(setup)}`);
  const shown = auc === undefined ? "" : `, auc ${auc.toFixed(4)}`;
  output.print(pc.bold(`floe demo: ${predictions.rows} predictions read back${shown}, ${took.toFixed(1)} s`));
}

/** Engine, Python environment and data: what the first run fetches and later runs find. Tells the seconds it took. */
async function setUp(example: string, output: Output): Promise<number> {
  const began = performance.now();
  const log = (line: string) => output.note(pc.dim(line));
  try {
    await Promise.all([ensureEngine({ log }), ensurePython({ log }), prepareData(example, log)]);
  } catch (error) {
    if (error instanceof EngineMissing) throw new CliError(error.message, exitCodes.missingTool);
    throw error;
  }
  return (performance.now() - began) / 1000;
}

/** Answers that are printed. */
const SHOWN = 12;

function printAnswers({ sent, keys, received, records, seconds: took }: Answers, output: Output): void {
  const names = Object.keys(records[0] ?? {});
  const rows = records.slice(0, SHOWN).map((record) => names.map((name) => record[name]));
  output.print();
  output.print(
    pc.bold(
      `${sent} records sent; ${received} answers of ${keys} keys from Kafka after ${took.toFixed(1)} s:`,
    ),
  );
  for (const line of table(names, rows)) output.print(line);
}

const round = (value: number): number => Number(value.toFixed(2));
