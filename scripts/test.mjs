// npm test: installs what is missing, builds, climbs the test ladder rung by rung, and sums up all runs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testConnectors } from "./connectors.mjs";
import { ensureJava } from "./java.mjs";
import { checkNode, ensureBuilt, ensurePackages, root, run } from "./setup.mjs";

const ladder = ["unit", "component", "provider", "package", "local", "engine", "kafka", "upgrade"];
/** Projects of vitest beside the one of the rung's name. */
const beside = { provider: ["faults"] };
const wanted = process.argv.slice(2);
const unknown = wanted.filter((rung) => ![...ladder, "python"].includes(rung));
if (unknown.length > 0) {
  console.error(`no rung ${unknown.join(", ")}; rungs: ${ladder.join(", ")}, python`);
  process.exit(2);
}
const asked = (rung) => wanted.length === 0 || wanted.includes(rung);

checkNode();
ensurePackages();
ensureBuilt();
run(process.execPath, [join(root, "dist", "cli", "prepare.js")]);
// Said at once, not after half an hour of other rungs. The engine's one deploys a topic to a real broker.
for (const rung of ["kafka", "engine"]) if (asked(rung)) await ensureJava(`the rung ${rung}`);

const reports = mkdtempSync(join(tmpdir(), "floe-test-"));
const total = { passed: 0, failed: 0 };
const rows = [];
const failures = [];
for (const rung of ladder.filter(asked)) {
  if (!filled(join(root, "test", rung), /\.test\.ts$/)) continue;
  const report = join(reports, `${rung}.json`);
  console.log(`\n== ${rung}`);
  if (rung === "kafka") for (const [name, ...result] of await testConnectors()) record(name, ...result);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const args = [
    vitest,
    "run",
    ...[rung, ...(beside[rung] ?? [])].map((project) => `--project=${project}`),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  record(
    rung,
    ...vitestResult(spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status, report),
  );
}
const pythonTests = join(root, "python", "tests");
if (asked("python") && filled(pythonTests, /^test_.*\.py$/)) {
  console.log("\n== python");
  const prepare = (environment) =>
    spawnSync(process.execPath, [join(root, "dist", "cli", "prepare.js"), `--print-python=${environment}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).stdout.trim();
  const tests = ["-m", "unittest", "discover", "-v", "-s", pythonTests, "-t", join(root, "python")];
  const { status, stderr } = spawnSync(prepare("kedro-tests"), tests, {
    cwd: join(root, "python"),
    encoding: "utf8",
    env: {
      ...process.env,
      PYTHONPATH: join(root, "python"),
      FLOE_OLDEST_KEDRO: prepare("kedro-oldest"),
    },
  });
  console.log(stderr);
  record("python", ...unittestResult(status, stderr));
}
rmSync(reports, { recursive: true, force: true });

// Once more at the end: in a log of half an hour a failure is far up.
for (const text of failures) console.log(`\n${text}`);
console.log();
for (const [rung, passed, failed, said] of rows)
  console.log(`${rung.padEnd(10)} ${passed} passed, ${failed} failed ${said}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function record(rung, passed, failed, said = "") {
  total.passed += passed;
  total.failed += failed;
  rows.push([rung, passed, failed, said]);
}

/** A run that ends badly although every test passed (a file that does not load, an unhandled error) is a failure. */
function vitestResult(status, report) {
  if (!existsSync(report)) return [0, 1, "(the run broke off)"];
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const broken = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  );
  for (const { name, message } of broken) failures.push(`FAILED ${name}\n${message}`);
  for (const { name, assertionResults } of testResults)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === "failed")
        failures.push(`FAILED ${name}: ${fullName}\n${failureMessages.map(ownLines).join("\n")}`);
  const failed = numFailedTests + broken.length;
  return [
    numPassedTests,
    failed === 0 && status !== 0 ? 1 : failed,
    broken.length > 0 ? "(files that did not load)" : "",
  ];
}

/** Without the test runner's part of the stack. */
function ownLines(message) {
  return message
    .split("\n")
    .filter((line) => !line.includes("node_modules"))
    .join("\n");
}

function unittestResult(status, text) {
  const ran = Number(/^Ran (\d+) tests?/m.exec(text)?.[1] ?? 0);
  const count = (word) => Number(new RegExp(`${word}=(\\d+)`).exec(text)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  return [Math.max(0, ran - failed - count("skipped")), failed === 0 && status !== 0 ? 1 : failed];
}

function filled(folder, pattern) {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((name) => pattern.test(name.split("/").at(-1)))
  );
}
