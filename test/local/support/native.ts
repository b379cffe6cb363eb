import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalAws } from "../../../local/aws/contract";
import { type RunningSnowflake, startSnowflake } from "../../../local/snowflake/server/start";
import { define, definition } from "../../../provider/definition";
import { type Bag, Harness, secret } from "../../provider/support/harness";

/** The provider on a local AWS, as its administrator. */
export function providerOnAws({ region, endpoint, credentials }: LocalAws): Promise<Harness> {
  return Harness.start(definition, {
    region,
    awsEndpoint: endpoint,
    accessKey: credentials.accessKeyId,
    secretKey: secret(credentials.secretAccessKey),
  });
}

/** One running local Snowflake in a folder of its own, and the provider on it. */
export interface TestSnowflake {
  readonly cloud: RunningSnowflake;
  readonly provider: Harness;
  readonly folder: string;
  end(): Promise<void>;
}

/** The provider's configuration for a local Snowflake. */
export const connection = (cloud: RunningSnowflake, admin: { user: string; password: string }): Bag => ({
  account: "FLOE_LOCAL",
  user: admin.user,
  password: secret(admin.password),
  host: cloud.host,
  port: cloud.port,
  protocol: "http",
  role: "ACCOUNTADMIN",
});

/** @param open sessions of the provider other than the official driver's. */
export async function startTestSnowflake(
  options: { python?: string; open?: Parameters<typeof define>[0] } = {},
): Promise<TestSnowflake> {
  const folder = mkdtempSync(join(tmpdir(), "floe-snowflake-"));
  const admin = { user: "FLOE", password: "pass-word-1" };
  const cloud = await startSnowflake({
    stateDir: join(folder, "state"),
    port: 0,
    admin,
    ...(options.python === undefined ? {} : { python: options.python }),
    log: () => undefined,
  });
  const provider = await Harness.start(
    options.open === undefined ? definition : define(options.open),
    connection(cloud, admin),
  );
  return {
    cloud,
    provider,
    folder,
    end: async () => {
      await provider.stop();
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
