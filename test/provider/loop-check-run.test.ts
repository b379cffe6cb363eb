import { describe, expect, it } from "vitest";
import { StatementFailed } from "../../provider/snowflake/session";
import { type Bag, failureOf, type Harness, initFailure } from "./support/harness";
import { failure } from "./support/service";
import { type Fault, FakeLoop } from "./support/loop";
import { base, legs, name, TYPE } from "./support/loop-check";
import { useCloud } from "./support/provided";

let loop: FakeLoop;
let provider: Harness;
useCloud(FakeLoop, (on) => ({ cloud: loop, provider } = on));

const checked = (extra: Bag = {}, from: Bag = base) => provider.checked(TYPE, { ...from, ...extra });
const broken = async (extra: Bag = {}) =>
  (await failureOf(provider.create(TYPE, await checked(extra)))).message;

describe("a loop that works", () => {
  it("looks without sending when there are no rows", async () => {
    const { properties } = await provider.create(TYPE, await checked({}, legs));
    expect(properties).toMatchObject({
      result: "passed",
      checks: "privileges, trust, features, unload, scoring, ingest",
    });
    expect(Object.keys(properties.seconds as Bag)).toEqual(
      expect.arrayContaining(["privileges", "trust", "features", "unload", "scoring", "ingest"]),
    );
    expect(loop.statements.filter((sql) => /^(INSERT|DELETE|EXECUTE)/.test(sql))).toEqual([]);
    expect(loop.aws.calls.filter((call) => /^(PUT|POST|GET)/.test(call))).toEqual([]);
  });
  it("sends marked rows as the loader, reads the prediction as the analyst and leaves no trace", async () => {
    const { id, properties } = await provider.create(TYPE, await checked());
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(properties).toMatchObject({
      prediction: "0.7",
      run: "run-2",
      removedRows: 3,
      removedObjects: 3,
      keptObjects: [],
    });
    expect(loop.traces()).toEqual([]);
    expect([...loop.roles].sort()).toEqual(["ANALYST", "BUILDER", "LOADER", "SCORER", undefined]);
    expect(loop.statements.find((sql) => sql.startsWith("INSERT"))).toMatch(
      /^INSERT INTO "DB"."S"."SOURCE" \("ID", "NOTE"\) VALUES \('\d{9}', 'floe [0-9A-F]{12}'\)$/,
    );
    expect(loop.tables.get("FEATURES")).toEqual([{ ID: "1" }]);
  });
  it("marks every run differently", async () => {
    const inputs = await checked();
    const inserted = async () => {
      await provider.create(TYPE, inputs);
      return loop.statements.filter((sql) => sql.startsWith("INSERT")).at(-1);
    };
    expect(await inserted()).not.toBe(await inserted());
  });
  it("keeps files that hold others' rows, and the others' rows", async () => {
    loop.company = [{ ID: "77" }];
    const { properties } = await provider.create(TYPE, await checked());
    expect(properties.keptObjects).toEqual([
      "s3://bucket/predictions/model-1/run-2/data_0.csv.out",
      "s3://bucket/manifests/score/run-2/manifest.json",
      "s3://bucket/score/run-2/data_0.csv",
    ]);
    expect(loop.tables.get("PREDICTIONS")?.map(({ ID }) => ID)).toEqual(["1", "77"]);
  });
  it("executes a graph that only a schedule would start", async () => {
    loop.tasks.set("BUILD", { started: true, schedule: "60 MINUTES" });
    await provider.create(TYPE, await checked());
    expect(loop.statements).toContain(`EXECUTE TASK ${name("BUILD")}`);
  });
  it("waits for quiet, and not for ever", async () => {
    loop.streams.get("FEATURES_STREAM")!.data.push({ ID: "88" });
    loop.faults.add("unload-stall");
    loop.before = (sql) => {
      if (sql.startsWith("INSERT")) loop.faults.delete("unload-stall");
    };
    const { properties } = await provider.create(TYPE, await checked({ quietSeconds: 1 }));
    expect((properties.seconds as Bag).quiet).toBeGreaterThanOrEqual(1);
    expect((properties.keptObjects as string[]).length).toBeGreaterThan(0);
    expect(provider.logs.map(({ message }) => message).join("\n")).toContain("rows kept coming");
  });
});

describe("a broken leg that can be seen", () => {
  const cases: [string, () => void, string][] = [
    [
      "a revoked privilege",
      () => loop.grants.set("LOADER", [["USAGE", "ROLE", "BASE"]]),
      "privileges: role LOADER lacks INSERT on table",
    ],
    ["a revoked role", () => loop.grants.get("LOADER")!.pop(), "lacks EXECUTE TASK on the account"],
    ["a role that is gone", () => loop.grants.delete("LOADER"), "privileges: role LOADER is gone"],
    ["a disabled integration", () => (loop.integration.ENABLED = "false"), "SET ENABLED = TRUE"],
    [
      "an integration made anew",
      () => (loop.integration.STORAGE_AWS_IAM_USER_ARN = "else"),
      "comes from the IAM user else",
    ],
    [
      "a wrong trust",
      () => (loop.listing = new StatementFailed("Error assuming AWS_ROLE: not authorized", "003167", "")),
      "the role's trust must allow exactly",
    ],
    [
      "a narrow policy",
      () => (loop.listing = new StatementFailed("Access Denied (Status Code: 403)", "1", "")),
      "may not list the stage's prefix",
    ],
    [
      "a cut link to the integration",
      () =>
        (loop.listing = new StatementFailed(
          "Integration S3 associated with the stage cannot be found",
          "003139",
          "",
        )),
      "SET STORAGE_INTEGRATION",
    ],
    ["a stale stream", () => (loop.streams.get("SOURCE_STREAM")!.stale = "true"), 'SOURCE_STREAM" is stale'],
    [
      "a stream that is gone",
      () => loop.streams.delete("FEATURES_STREAM"),
      'unload: stream "DB"."S"."FEATURES_STREAM" is gone',
    ],
    [
      "a suspended task",
      () => (loop.tasks.get("UNLOAD")!.started = false),
      "unload: task UNLOAD is suspended",
    ],
    ["a task that is gone", () => loop.tasks.delete("BUILD"), 'features: task "DB"."S"."BUILD" is gone'],
    ["a warehouse that stays asleep", () => (loop.warehouse.auto_resume = "false"), "SET AUTO_RESUME = TRUE"],
    ["an endpoint that is gone", () => (loop.endpointStatus = undefined), "scoring: endpoint e is gone"],
    [
      "an endpoint that failed",
      () =>
        (loop.endpointStatus = {
          EndpointStatus: "Failed",
          EndpointConfigName: "config-1",
          FailureReason: "no image",
        }),
      "is Failed: no image",
    ],
    [
      "another configuration",
      () => (loop.endpointStatus!.EndpointConfigName = "config-0"),
      "serves configuration config-0, not config-1",
    ],
    ["a machine that is gone", () => (loop.machine = undefined), "stateMachine:m is gone"],
    ["a disabled rule", () => (loop.rule = "DISABLED"), "rule ingest is disabled"],
    ["a rule without target", () => (loop.rule = "EMPTY"), "rule scoring has no target"],
    ["a rule that is gone", () => (loop.rule = ""), "rule scoring is gone"],
    [
      "a paused pipe",
      () => (loop.pipe = "PAUSED"),
      'ingest: pipe "DB"."S"."PIPE" is PAUSED. Fix: ALTER PIPE',
    ],
  ];
  it.each(cases)("%s", async (_title, breakIt, expected) => {
    breakIt();
    const message = await broken();
    expect(message).toContain(expected);
    expect(message).toContain("No marked row was sent");
    expect(loop.traces()).toEqual([]);
  });
  it("tells all of them at once", async () => {
    loop.pipe = "PAUSED";
    loop.tasks.get("BUILD")!.started = false;
    expect(await broken()).toContain("the loop is broken: features, ingest");
  });
});

describe("a broken leg that only marked rows show", () => {
  const cases: [Fault, string][] = [
    ["features-fail", "features: task BUILD failed: division by zero"],
    ["features-stall", "features: the marked rows did not become a row of"],
    ["unload-stall", 'unload: no run of "DB"."S"."UNLOAD" unloaded the marked rows (0 ran)'],
    [
      "no-event",
      "scoring: no transform job job-run-2 began for the manifest manifests/score/run-2/manifest.json",
    ],
    ["execution-fails", "scoring: execution arn:execution failed: SageMaker.AccessDenied: not authorized"],
    ["transform-fails", "scoring: transform job job-run-2 ended Failed: AlgorithmError: bad line"],
    ["transform-stalls", "scoring: transform job job-run-2 did not end within"],
    ["pipe-fails", "ingest: predictions/model-1/run-2/data_0.csv.out: load failed: Numeric value"],
    ["pipe-stalls", "ingest: no prediction of run run-2 arrived"],
    ["null-prediction", "prediction: the prediction is NULL"],
  ];
  it.each(cases)("%s", async (fault, expected) => {
    loop.faults.add(fault);
    const message = await broken({ timeoutSeconds: 4 });
    expect(message).toContain(expected);
    expect(message).toContain("The marked rows were removed");
    const note = loop.bucket.keys("score/floe-check/");
    expect(note).toHaveLength(1);
    expect(loop.traces()).toEqual(note);
  });
  it("names the table a loader cannot write to", async () => {
    loop.before = (sql) => {
      if (sql.startsWith("INSERT")) throw new StatementFailed("Insufficient privileges", "003001", "42501");
    };
    expect(await broken()).toContain(
      'load: role LOADER cannot insert a marked row into "DB"."S"."SOURCE": Insufficient',
    );
  });
  it("names what an analyst cannot read", async () => {
    loop.before = (sql) => {
      if (sql.startsWith('SELECT "PREDICTION"'))
        throw new StatementFailed("not authorized", "002003", "02000");
    };
    expect(await broken()).toContain(
      'prediction: role ANALYST cannot read predictions from "DB"."S"."PREDICTIONS"',
    );
  });
  it("says when traces could not be removed, and removes them next time", async () => {
    loop.bucket.locked = ["score/run"];
    const message = (await failureOf(provider.create(TYPE, await checked()))).message;
    expect(message).toContain("cannot delete s3://bucket/score/run-2/data_0.csv: Access Denied");
    loop.bucket.locked = [];
    const { properties } = await provider.create(TYPE, await checked());
    expect(properties.removedObjects).toBeGreaterThan(3);
    expect(loop.traces()).toEqual([]);
  });
});

describe("cut off", () => {
  /** Runs a check that can do nothing more from the nth call on, and answers whether it got there. */
  async function dieAt(nth: number): Promise<boolean> {
    let seen = 0;
    loop.beforeAws = () => {
      seen += 1;
      if (seen >= nth) loop.expired = true;
      return undefined;
    };
    loop.before = () => {
      seen += 1;
      if (seen >= nth) throw new Error("the connection is gone");
    };
    const result = await provider.create(TYPE, await checked()).then(
      () => false,
      () => true,
    );
    loop.before = () => undefined;
    loop.beforeAws = () => undefined;
    loop.expired = false;
    return result;
  }
  it("leaves traces at most until the next run, whichever call is the last", async () => {
    for (let nth = 1; await dieAt(nth); nth += 1) {
      const { properties } = await provider.create(TYPE, await checked());
      expect([nth, properties.result, loop.traces()]).toEqual([nth, "passed", []]);
      loop.reset();
      if (nth > 200) throw new Error("no end");
    }
  }, 120_000);
  /**
   * One fault at the nth call: AWS throttles or has an error of its own, a statement or its answer is lost. Answers
   * whether the check got there, and whether it passed all the same.
   */
  async function strike(nth: number, fault: "before" | "after") {
    let seen = 0;
    let struck = false;
    const due = () => {
      seen += 1;
      struck ||= seen === nth;
      return seen === nth;
    };
    const lost = () => {
      throw new StatementFailed("Network error: read ECONNRESET", "401001", "08001");
    };
    loop.beforeAws = (operation) => {
      if (!due()) return undefined;
      const [status, code] = fault === "before" ? [429, "ThrottlingException"] : [500, "InternalError"];
      return operation.includes(" ")
        ? { status, body: `<Error><Code>${code}</Code><Message>later</Message></Error>` }
        : failure(status, code, "later");
    };
    loop.before = () => (fault === "before" && due() ? lost() : undefined);
    loop.after = () => (fault === "after" && due() ? lost() : undefined);
    const passed = await provider.create(TYPE, await checked()).then(
      () => true,
      () => false,
    );
    loop.beforeAws = () => undefined;
    loop.before = loop.after = () => undefined;
    return { struck, passed };
  }
  it("converges after one fault at any call, with one prediction paid for and no trace", async () => {
    const found = { calls: 0, injected: 0, lost: 0, duplicated: 0 };
    for (const fault of ["before", "after"] as const) {
      for (let nth = 1; ; nth += 1) {
        loop.reset();
        const { struck, passed } = await strike(nth, fault);
        if (!struck) break;
        found.calls = Math.max(found.calls, nth);
        found.injected += 1;
        const jobs = loop.jobs.size;
        if (!passed) await provider.create(TYPE, await checked());
        // What a failed run had sent may be scored once more, by the run that replaces it; one that passed never is.
        if (passed && jobs !== 1) found.duplicated += 1;
        found.lost += loop.traces().length;
      }
    }
    console.log(
      `calls covered ${found.calls}, faults injected ${found.injected}, lost ${found.lost}, duplicated ${found.duplicated}`,
    );
    expect(found).toMatchObject({ lost: 0, duplicated: 0 });
    expect(found.injected).toBeGreaterThan(100);
  }, 240_000);
  it("is deleted when the schema went before it", async () => {
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    loop.before = (sql) => {
      if (sql.startsWith("SHOW STAGES"))
        throw new StatementFailed("Schema does not exist", "002003", "02000");
    };
    await provider.delete(TYPE, id, properties, inputs);
  });
  it("stops the job that scores leftovers, and removes them when the resource is deleted", async () => {
    const inputs = await checked();
    const first = await provider.create(TYPE, inputs);
    loop.faults.add("transform-stalls");
    const pending = failureOf(
      provider.update(TYPE, first.id, { inputs, state: first.properties }, { ...inputs, triggers: ["2"] }),
    );
    while (loop.jobs.get([...loop.jobs.keys()].at(-1) ?? "") !== "InProgress")
      await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    const error = await pending;
    expect(error.message).toContain("the deployment was cancelled");
    expect(initFailure(error)).toBeUndefined();
    expect(loop.traces().length).toBeGreaterThan(0);
    await provider.delete(TYPE, first.id, first.properties, inputs);
    expect(loop.traces()).toEqual([]);
    expect([...loop.jobs.values()]).toEqual(["Completed", "Stopped"]);
  });
  it("ends at the resource's own timeout", async () => {
    loop.faults.add("features-stall");
    const error = await failureOf(provider.create(TYPE, await checked(), { timeout: 1 }));
    expect(error.message).toContain("the custom timeout of 1 s passed");
  });
});
