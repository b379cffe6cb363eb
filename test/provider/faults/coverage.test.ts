import { expect, it } from "vitest";
import { define } from "../../../provider/definition";
import { scenarios } from "../scenarios";
import { missing } from "../support/scenario";

const definition = define(() => Promise.reject(new Error("nothing is deployed here")));

it.each(definition.resources.map(({ token }) => token))("%s is struck", (token) => {
  expect(
    scenarios.filter((scenario) => scenario.token === token),
    missing(token),
  ).not.toEqual([]);
});

it("strikes a replacement of every type that one of its inputs replaces", () => {
  const replacing = definition.resources.filter(({ inputs }) =>
    Object.values(inputs).some(({ change }) => change === "replace"),
  );
  const struck = new Set(scenarios.filter(({ replaced }) => replaced).map(({ token }) => token));
  expect(replacing.map(({ token }) => token).filter((token) => !struck.has(token))).toEqual([]);
});
