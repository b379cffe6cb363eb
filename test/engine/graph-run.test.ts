import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { afterAll, expect, it } from "vitest";
import { snowflake } from "../../provider/sdk";
import { stackIn } from "./support/native";

const PROJECT = "graph-run";
const URN = `urn:pulumi:dev::${PROJECT}::floe:snowflake:TaskGraphRun::run`;
const inputs = {
  rootTask: '"DB"."S"."ROOT"',
  triggers: ["1"],
  timeoutSeconds: 3600,
  onInterrupt: "leave" as const,
};
const home = mkdtempSync(join(tmpdir(), "floe-run-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it("is deleted before a replacement that the user asks for, which then cannot take its run", async () => {
  const program = () => {
    new snowflake.TaskGraphRun("run", inputs);
    return Promise.resolve();
  };
  const stack = await stackIn(home, PROJECT, program, {});
  const outputs = {
    ...inputs,
    runId: "g1",
    state: "SUCCEEDED",
    returnValues: {},
    durationMs: 1,
    scheduledTime: "",
  };
  const id = "11111111-1111-1111-1111-111111111111";
  const provider = `urn:pulumi:dev::${PROJECT}::pulumi:providers:floe::default`;
  const exported = await stack.exportStack();
  await stack.importStack({
    ...exported,
    deployment: {
      ...(exported.deployment as object),
      resources: [
        {
          urn: provider,
          custom: true,
          id,
          type: "pulumi:providers:floe",
          inputs: {},
          outputs: {},
        },
        {
          urn: URN,
          custom: true,
          id: "g1",
          type: "floe:snowflake:TaskGraphRun",
          inputs,
          outputs,
          provider: `${provider}::${id}`,
        },
      ],
    },
  });
  const steps: string[] = [];
  const onEvent = ({ resourcePreEvent: event }: EngineEvent) => {
    if (event?.metadata.urn === URN) steps.push(event.metadata.op);
  };
  await stack.preview({ replace: [URN], onEvent });
  expect(steps).toEqual(["delete-replaced", "replace", "create-replacement"]);
});
