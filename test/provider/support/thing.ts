import {
  type Call,
  PartialFailure,
  type ProviderDefinition,
  type ResourceType,
  sleep,
  textOf,
  type State,
  type Bag,
} from "../../../provider/framework";

/** Objects of a make-believe cloud, by name. */
export class Things {
  readonly objects = new Map<string, Bag>();
  /** What the next create or update does: works, hangs until aborted, ignores its abort, fails half-way. */
  mode: "works" | "hangs" | "deaf" | "half" | "leaks" = "works";
  aborted = 0;

  definition(): ProviderDefinition {
    return {
      name: "test",
      version: "1.2.3",
      config: {
        account: { type: "string", description: "The account.", change: "replace" },
        password: { type: "string", description: "The password.", secret: true },
        flags: { type: "array", items: { type: "string", description: "A flag." }, description: "Flags." },
        retries: { type: "integer", description: "Retries.", default: 3 },
      },
      resources: [this.thing(), this.fixed()],
      functions: [
        {
          token: "test:index:echo",
          inputs: { text: { type: "string", description: "Text.", required: true } },
          outputs: { text: { type: "string", description: "Text.", required: true } },
          invoke: (inputs, call) => Promise.resolve({ text: inputs.text, account: call.config.account }),
        },
      ],
    };
  }

  private fixed(): ResourceType {
    return {
      token: "test:index:Fixed",
      description: "Cannot be updated.",
      inputs: { name: { type: "string", description: "Name.", required: true } },
      outputs: {},
      deleteBeforeReplace: (olds, news) => olds.name === news.name,
      create: (inputs) => Promise.resolve({ id: textOf(inputs.name), inputs, outputs: {} }),
      read: () => Promise.resolve(undefined),
      delete: () => Promise.resolve(),
    };
  }

  private thing(): ResourceType {
    return {
      token: "test:index:Thing",
      description: "A thing.",
      inputs: {
        name: { type: "string", description: "Name.", change: "replace" },
        size: {
          type: "string",
          description: "Size.",
          default: "small",
          allowed: ["small", "medium", "large"],
        },
        count: { type: "integer", description: "Count." },
        note: { type: "string", description: "Note.", change: "ignore" },
        password: { type: "string", description: "Password.", secret: true },
        labels: { type: "map", items: { type: "string", description: "Label." }, description: "Labels." },
        parts: {
          type: "array",
          description: "Parts.",
          items: {
            type: "object",
            description: "Part.",
            members: {
              id: { type: "string", description: "Id.", required: true, change: "replace" },
              mode: { type: "string", description: "Mode.", default: "auto" },
            },
          },
        },
        body: { type: "asset", description: "Content." },
        tokens: { type: "json", description: "Anything." },
      },
      outputs: {
        arn: { type: "string", description: "ARN." },
        revision: { type: "integer", description: "Revision.", volatile: true },
        made: { type: "string", description: "Made." },
        key: { type: "string", description: "Key.", secret: true },
      },
      check: (inputs, unknown) =>
        inputs.count !== undefined && Number(inputs.count) > 10 && !unknown.has("count")
          ? [{ property: "count", reason: "must be at most 10; use two things for more" }]
          : [],
      complete: (inputs, { name, olds, suffix }) => ({
        name: inputs.name ?? olds?.name ?? `${name}-${suffix}`,
      }),
      same: (property, old, value) =>
        property === "labels" && JSON.stringify(old).toLowerCase() === JSON.stringify(value).toLowerCase(),
      derive: (inputs) => (inputs.name === undefined ? {} : { arn: `arn:${textOf(inputs.name)}` }),
      create: (inputs, call) => this.put(inputs, undefined, call),
      update: (_id, olds, news, call) => this.put(news, olds, call),
      read: (id, state) => {
        const found = this.objects.get(id);
        if (found === undefined) return Promise.resolve(undefined);
        return Promise.resolve({
          id,
          inputs: found,
          outputs: { ...state?.outputs, arn: `arn:${id}`, ...found },
        });
      },
      delete: (state) => {
        this.objects.delete(state.id);
        return Promise.resolve();
      },
    };
  }

  private async put(inputs: Bag, olds: State | undefined, call: Call): Promise<State> {
    call.status("working");
    call.log("warning", `made with ${textOf(inputs.password)}`);
    const id = textOf(inputs.name);
    const outputs = {
      arn: `arn:${id}`,
      revision: Number(olds?.outputs.revision ?? 0) + 1,
      made: "now",
      key: "k-123456",
    };
    if (this.mode === "leaks") throw new Error(`the service refused password ${textOf(inputs.password)}`);
    this.objects.set(id, inputs);
    if (this.mode === "half") {
      throw new PartialFailure({ id, inputs, outputs }, [
        "the second step failed",
        `for ${textOf(inputs.password)}`,
      ]);
    }
    if (this.mode === "deaf") await new Promise(() => undefined);
    if (this.mode === "hangs") {
      await sleep(60_000, call.signal).catch((error: unknown) => {
        this.aborted += 1;
        throw error;
      });
    }
    return { id, inputs, outputs };
  }
}
