import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureArtifacts, pinned } from "../../../local/kafka/artifacts";
import { findJava, jdkTool } from "../../../local/kafka/java";
import { ensureSink } from "../../../local/kafka/start";
import { houseFolder } from "../../../local/python/folders";

const run = promisify(execFile);
const quiet = (): void => undefined;

/** Plugin folders with converters that need a registry: Confluent's for Avro, which is in the sink's jar, and our own. */
export async function converterPlugins(folder: string): Promise<Readonly<Record<string, string>>> {
  const java = await findJava();
  const kafka = await ensureArtifacts(pinned("kafka"), { java, log: quiet });
  const sink = await ensureSink(java, kafka, quiet);
  return {
    "snowflake-sink": sink.folder,
    protobuf: await protobuf(join(folder, "protobuf"), kafka.classpath),
  };
}

async function protobuf(folder: string, kafka: string): Promise<string> {
  const java = await findJava();
  const sources = houseFolder("test", "support", "kafka", "protobuf", "pom.xml").replace(/pom\.xml$/, "");
  const library = await ensureArtifacts(join(sources, "pom.xml"), { java, log: quiet });
  const [javac, jar] = [jdkTool(java, "javac"), jdkTool(java, "jar")];
  if (javac === undefined || jar === undefined) throw new Error(`${java.home} is no JDK: install one`);
  const classes = join(folder, "..", "protobuf-classes");
  mkdirSync(join(classes, "META-INF", "services"), { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(classes, "META-INF", "services", "org.apache.kafka.connect.storage.Converter"),
    "dev.floe.test.ProtobufConverter\n",
  );
  const classpath = [kafka, library.classpath].join(":");
  await run(javac, [
    "--release",
    "17",
    "-cp",
    classpath,
    "-d",
    classes,
    join(sources, "ProtobufConverter.java"),
  ]);
  await run(jar, ["--create", "--file", join(folder, "converter.jar"), "-C", classes, "."]);
  for (const file of await readdir(library.folder))
    await copyFile(join(library.folder, file), join(folder, file));
  return folder;
}
