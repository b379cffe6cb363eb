import type { Bag } from "../../provider/framework";

export interface RunConfig {
  readonly params: Bag;
  readonly only: readonly string[] | undefined;
  readonly inputsFrom: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** What one run says over the graph's configuration; undefined when it says nothing. */
export function runConfig({ params, only, inputsFrom, environment }: RunConfig): Bag | undefined {
  const config: Bag = {
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(only === undefined ? {} : { only }),
    ...(inputsFrom === undefined ? {} : { inputsFrom }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
  };
  return Object.keys(config).length === 0 ? undefined : config;
}
