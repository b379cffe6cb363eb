import { expect, it } from "vitest";
import { pythonError } from "../../../cli/kedro/python-error";

const report = (end: string) => `Python Interpreter Error:
Traceback (most recent call last):
  File "/tmp/floe-imports-x/runtime.zip/floe_kedro/handler.py", line 21, in run
    return run_task(StageStore(session), nodes, code, run, config)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/packages/kedro/pipeline/node.py", line 593, in _run_with_list
    return self._func(*(inputs[item] for item in node_inputs))
           ^^^^^^^^^^^^^^^^^^^
  File "/tmp/floe-kedro-3cf6g7i5/project/src/numbers/nodes.py", line 12, in total
${end}
 in function FLOE_KEDRO_NUMBERS_A2B1 with handler floe_kedro.handler.run`;

it("finds what Python says and where in the project it was", () => {
  expect(pythonError(report("ValueError: told to fail"))).toEqual({
    gist: "ValueError: told to fail",
    frames: ["src/numbers/nodes.py:12 in total"],
  });
  expect(
    pythonError(report("    raise ValueError(text)\nkedro.io.core.DatasetError: two\nlines: here")).gist,
  ).toBe("kedro.io.core.DatasetError: two lines: here");
  expect(pythonError(report("KeyError")).gist).toBe("KeyError");
});

it("takes other errors as they are", () => {
  expect(pythonError("  SQL access control error:\n  Insufficient privileges ")).toEqual({
    gist: "SQL access control error: Insufficient privileges",
    frames: [],
  });
  expect(pythonError("")).toEqual({ gist: "", frames: [] });
});
