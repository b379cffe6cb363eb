import type { Deployment } from "@pulumi/pulumi/automation";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Recoverable, recoverStack } from "../../../cli/recover";

const urn = "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::rows";
const resource = { urn, type: "aws:s3/bucket:Bucket", inputs: { bucket: "shop-rows" } };

/** A stack with one create under way, whose recovery can be killed at each of its steps. */
class Stack implements Recoverable {
  readonly name = "dev";
  readonly workspace = { projectSettings: () => Promise.resolve({ name: "shop" }) };
  state: Deployment = {
    version: 3,
    deployment: { resources: [], pending_operations: [{ type: "creating", resource }] },
  };
  readonly refreshed: string[] = [];
  killAt: "before import" | "after import" | "refresh" | undefined;

  exportStack() {
    return Promise.resolve(structuredClone(this.state));
  }
  importStack(state: Deployment) {
    this.die("before import");
    this.state = state;
    this.die("after import");
    return Promise.resolve();
  }
  refresh({ target = [] }: { target?: string[] }) {
    this.die("refresh");
    this.refreshed.push(...target);
    return Promise.resolve();
  }
  private die(step: Stack["killAt"]): void {
    if (this.killAt === step) throw new Error("killed");
  }
}

describe("a recovery that is killed itself", () => {
  let backendFolder: string;
  beforeEach(() => (backendFolder = mkdtempSync(join(tmpdir(), "floe-recover-"))));
  afterEach(() => rmSync(backendFolder, { recursive: true, force: true }));

  it.each(["before import", "after import", "refresh"] as const)(
    "is finished by the next one: killed at %s",
    async (step) => {
      const stack = new Stack();
      const lines: string[] = [];
      const options = { backendFolder, log: (line: string) => void lines.push(line) };
      stack.killAt = step;
      await expect(recoverStack(stack, options)).rejects.toThrow("killed");
      expect(stack.refreshed).toEqual([]);
      stack.killAt = undefined;
      await recoverStack(stack, options);
      // What is in the state is looked up: the cloud may not have it.
      expect(stack.refreshed).toEqual([urn]);
      await recoverStack(stack, options);
      expect(stack.refreshed).toEqual([urn]);
      expect(lines.length).toBeGreaterThan(0);
    },
  );
});
