import { FakeSnowflake } from "../snowflake";
import type { Line } from "./line";
import { lined, type SnowflakeCloud } from "./snowflake";

/** Looks at the history until a run has ended. */
const LOOKS = 2;

/** A task graph whose runs end by themselves after a few looks at them: real runs take seconds each. */
export class RunsWorld implements SnowflakeCloud {
  readonly config = {};
  private readonly fake = new FakeSnowflake();
  private groups = 0;

  constructor() {
    const { fake } = this;
    const task = { sql: "SELECT 1", options: {}, started: true, id: 1 };
    fake.tasks.set("ROOT", { ...task, name: "ROOT", after: [] });
    fake.tasks.set("LEFT", { ...task, name: "LEFT", after: ["ROOT"] });
    fake.onExecute = (sql) => {
      const config = / USING CONFIG = '(.*)'$/s.exec(sql)?.[1]?.replaceAll("''", "'");
      const group = `run-${++this.groups}`;
      fake.runs.push({
        task: "ROOT",
        state: "EXECUTING",
        group,
        ...(config === undefined ? {} : { config }),
      });
      let looks = 0;
      fake.onHistory = () => {
        if (++looks !== LOOKS) return;
        for (const run of fake.runs) run.state = "SUCCEEDED";
        fake.runs.push({ task: "LEFT", state: "SUCCEEDED", group });
      };
    };
  }

  /** The graph, and the runs that are still under way: a finished run is history. */
  picture(): string {
    const { tasks, runs } = this.fake;
    const under = runs.filter(({ state }) => state === "EXECUTING").map(({ task }) => `${task} runs`);
    return [...[...tasks.keys()], ...under].join("\n");
  }

  begun(): number {
    return this.groups;
  }

  open(line: Line) {
    return lined(this.fake.open, line);
  }
}
