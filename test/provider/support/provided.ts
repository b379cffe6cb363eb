import { beforeAll, beforeEach } from "vitest";
import { define } from "../../../provider/definition";
import { Harness, secret } from "./harness";

/** AWS in memory; with `open`, Snowflake too. */
interface Fake {
  readonly endpoint: string;
  readonly open?: Parameters<typeof define>[0];
  reset(): void;
  stop(): Promise<void>;
}

/** A provider on a fake, configured as a program does it. */
export function providerOn({ endpoint, open }: Pick<Fake, "endpoint" | "open">): Promise<Harness> {
  return Harness.start(define(open ?? (() => Promise.reject(new Error("no Snowflake here")))), {
    region: "us-east-1",
    awsEndpoint: endpoint,
    accessKey: "AKIATEST",
    secretKey: secret("secret-key-1"),
  });
}

/** A fake and a provider on it for all tests of a file; the fake forgets everything before each. */
export function useCloud<Cloud extends Fake>(
  kind: { start(): Promise<Cloud> },
  given: (running: { cloud: Cloud; provider: Harness }) => void,
): void {
  let reset: () => void;
  beforeAll(async () => {
    const cloud = await kind.start();
    const provider = await providerOn(cloud);
    reset = () => cloud.reset();
    given({ cloud, provider });
    return async () => {
      await provider.stop();
      await cloud.stop();
    };
  });
  beforeEach(() => reset());
}

/** A provider on this Snowflake in memory for all tests of a file; it forgets everything before each. */
export function useSnowflake(
  cloud: Required<Pick<Fake, "open" | "reset">>,
  given: (provider: Harness) => void,
): void {
  beforeAll(async () => {
    const provider = await Harness.start(define(cloud.open));
    given(provider);
    return () => provider.stop();
  });
  beforeEach(() => cloud.reset());
}
