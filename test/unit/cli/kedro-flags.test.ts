import { describe, expect, it } from "vitest";
import { parseNames, parseParams, parseVariables } from "../../../cli/kedro/params";
import { kedroSection } from "../../../cli/kedro/project";
import { select } from "../../../cli/kedro/select";

describe("--params", () => {
  it("takes JSON and Kedro's pairs, nested by dots, the later over the earlier", () => {
    expect(parseParams(['{"model": {"seed": 3, "size": 0.2}}', "model.seed=8,on=true,label=a=b"])).toEqual({
      model: { seed: 8, size: 0.2 },
      on: true,
      label: "a=b",
    });
    expect(parseParams(["a:1,b:-2.5e3,c:none,d:007,e:"])).toEqual({
      a: 1,
      b: -2500,
      c: null,
      d: "007",
      e: "",
    });
  });

  it.each([
    ["[1]", "key=value"],
    ["{nope}", "valid JSON"],
    ["seed", "key=value"],
    ["a..b=1", "nest with dots"],
  ])("refuses %s", (text, reason) => {
    expect(() => parseParams([text])).toThrow(reason);
  });

  it("reads variables and names", () => {
    expect(parseVariables(["A=1", "URL=x=y", "EMPTY="])).toEqual({ A: "1", URL: "x=y", EMPTY: "" });
    expect(() => parseVariables(["9A=1"])).toThrow('"9A" is not NAME=VALUE');
    expect(() => parseVariables(["SECRET"])).toThrow("NAME=VALUE");
    expect(parseNames(["a, b", "b", ",c"])).toEqual(["a", "b", "c"]);
  });
});

describe("choosing nodes", () => {
  const node = (name: string, dependsOn: string[], ...tags: string[]) => ({ name, dependsOn, tags });
  const nodes = [
    node("load", [], "data"),
    node("clean", ["load"], "data"),
    node("split", ["clean"], "train"),
    node("fit", ["split"], "train"),
    node("report", ["clean"]),
  ];

  it("keeps what every filter keeps, in the pipeline's order", () => {
    expect(select(nodes, { nodes: ["fit", "load"] })).toEqual(["load", "fit"]);
    expect(select(nodes, { from: ["clean"] })).toEqual(["clean", "split", "fit", "report"]);
    expect(select(nodes, { to: ["split"] })).toEqual(["load", "clean", "split"]);
    expect(select(nodes, { from: ["clean"], to: ["fit"] })).toEqual(["clean", "split", "fit"]);
    expect(select(nodes, { tags: ["train", "data"], from: ["split"] })).toEqual(["split", "fit"]);
    expect(select(nodes, {})).toHaveLength(5);
  });

  it("says what there is instead of a name it does not know", () => {
    expect(() => select(nodes, { nodes: ["spilt"] })).toThrow(
      '--nodes: no node "spilt" (did you mean "split"?)',
    );
    expect(() => select(nodes, { tags: ["xyz"] })).toThrow('no tag "xyz"; there are data, train');
    expect(() => select(nodes, { from: ["report"], to: ["fit"] })).toThrow("no node passes all");
  });
});

describe("reading back", () => {
  it("reads a project's description", () => {
    const toml = `[project]\nname = "x"\n[tool.kedro]  # ours\npackage_name = "spaceflights"\nproject_name='Space'\n[tool.other]\npackage_name = "no"`;
    expect(kedroSection(toml)).toEqual({ package_name: "spaceflights", project_name: "Space" });
    expect(kedroSection("[tool.poetry]\n")).toBeUndefined();
  });
});
