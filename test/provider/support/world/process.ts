import { define } from "../../../../provider/definition";
import { Host } from "../../../../provider/framework/host";
import type { OpenSession } from "../../../../provider/snowflake/session";
import type { AwsWorld } from "./aws";
import { kafkaConfig, type KafkaWorld } from "./kafka";
import { type Fault, Line } from "./line";
import type { SnowflakeCloud } from "./snowflake";
import { processes } from "./wired";

/** The clouds a scenario plays in. */
export interface World {
  readonly aws: AwsWorld;
  readonly snowflake: SnowflakeCloud | undefined;
  readonly kafka?: KafkaWorld;
}

const noSnowflake: OpenSession = () =>
  Promise.reject(new Error("this scenario has no Snowflake: give it `prepare`"));

let count = 0;
/** Keys whose clients may serve another process: making clients costs more than all they do here. */
const idle: string[] = [];

/** One run of the provider plugin. Another has its own clients and sessions, as after a crash. */
export class Process {
  private constructor(
    private readonly world: World,
    readonly host: Host,
    readonly line: Line,
    private readonly key: string,
  ) {}

  static start(world: World, plan?: { readonly at: number; readonly fault: Fault }): Process {
    const lag = (): void => {
      world.aws.lag();
      world.kafka?.lag();
    };
    const line: Line = new Line(plan, { cancel: () => host.lifecycle.cancel(), lag });
    const key = idle.pop() ?? `AKIATEST${++count}`;
    processes.set(key, { world, line });
    const host = new Host(define(world.snowflake?.open(line) ?? noSnowflake, world.kafka?.clients(line)));
    const config = {
      region: "us-east-1",
      awsEndpoint: "http://127.0.0.1:1",
      accessKey: key,
      secretKey: "secret-key-of-tests",
      ...(world.kafka === undefined ? {} : kafkaConfig),
      ...world.snowflake?.config,
    };
    host.configure(config, config);
    return new Process(world, host, line, key);
  }

  async end(): Promise<void> {
    processes.delete(this.key);
    // One that was struck may still have calls under way.
    if (!this.line.struck) idle.push(this.key);
    await this.world.snowflake?.leave?.(this.line);
  }
}
