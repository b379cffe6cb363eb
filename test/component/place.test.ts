import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { currentPlace } from "../../components";
import { asked, mockEngine, settle } from "./mocks";

class Part extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:Part", name, {}, opts);
  }
}

const regions = () => asked.filter(({ token }) => token === "aws:index/getRegion:getRegion").length;

test("components on one provider share one answer; another provider is asked itself", async () => {
  await mockEngine();
  const east = new aws.Provider("east", { region: "us-east-1" });
  const west = new aws.Provider("west", { region: "us-west-2" });
  const first = currentPlace(new Part("first", { provider: east }));
  const second = currentPlace(new Part("second", { provider: east }));
  const other = currentPlace(new Part("other", { provider: west }));
  await settle();
  expect(second).toBe(first);
  expect(other).not.toBe(first);
  expect(regions()).toBe(2);
});

test("the answer of the default provider lasts one run", async () => {
  for (let run = 0; run < 2; run++) {
    await mockEngine();
    await pulumi.runtime.runInPulumiStack(() => {
      currentPlace(new Part("first"));
      currentPlace(new Part("second"));
      return Promise.resolve();
    });
    await settle();
    expect(regions()).toBe(1);
  }
});
