import { type KedroGroupFunction, type KedroOptions, kedroGroupings } from "../options";
import type { Rows } from "./reader";
import { either, json, listOf, mapOf, members, oneOf, text } from "./readers";

type Keys = "pipeline" | "pipelineNames" | "name" | "env" | "params" | "groupBy" | "groupPrefix" | "only";

const names = { type: "list of texts", read: listOf(text()) } as const;

/** Which nodes run, as what, and with which values. */
export const pipelineRows: Rows<Pick<KedroOptions, Keys>> = {
  pipeline: {
    type: "text",
    read: text(),
    default: "__default__",
    description: "Registered pipeline that is deployed.",
  },
  pipelineNames: {
    type: "mapping of text",
    read: mapOf(
      text({
        pattern: /^[A-Za-z0-9_]*$/,
        rule: "letters, digits and _",
        fix: "leave out other characters",
      }),
    ),
    description: "Names of pipelines in Snowflake, where they shall differ from those in Kedro.",
    example: "{ __default__: daily, data_science: ds }",
  },
  name: {
    type: "text",
    read: text({
      pattern: /^[A-Za-z_][A-Za-z0-9_]{0,99}$/,
      rule: "letters, digits and _, up to 100, not beginning with a digit",
      fix: "leave out other characters",
    }),
    description:
      "Name of the graph; in upper case it begins the name of every object. Two graphs in one schema need two names. Default: the project's package, followed by the pipeline's name unless that is `__default__`.",
    example: "spaceflights",
  },
  env: {
    type: "text",
    read: text({
      pattern: /^(?!local$)/,
      rule: "an environment that may be deployed",
      fix: "choose base or one of your own: conf/local is for your machine alone",
    }),
    default: "base",
    description:
      "Configuration environment that the nodes run with. `conf/local` is never deployed, whatever is chosen.",
  },
  params: {
    type: "mapping",
    read: mapOf(json),
    description:
      "Values laid over the project's parameters, for this deployment. A single run may lay its own over these.",
    example: "{ model_options: { test_size: 0.3 } }",
  },
  groupBy: {
    type: kedroGroupings.join(" | "),
    read: either(
      (value): value is KedroGroupFunction => typeof value === "function",
      (value) => value as KedroGroupFunction,
      oneOf(kedroGroupings),
    ),
    default: "node",
    description:
      "What becomes one task. `node`: every node. `tag`: nodes that share a tag such as `group.training`. `namespace`: nodes of one top-level namespace. `memory`: nodes that hand each other datasets without a catalog entry, so that nothing is kept between tasks. `pipeline`: nodes of one registered pipeline. In TypeScript also a function of the node. Fewer tasks start faster; more tasks run side by side and retry alone.",
  },
  groupPrefix: {
    type: "text",
    read: text(),
    default: "group.",
    description: "What tags that name a group begin with, for `group_by: tag`.",
  },
  only: members("Nodes to deploy: those that fit every filter. Default: all of the pipeline.", {
    nodes: { ...names, description: "Names of nodes.", example: "[split, train]" },
    tags: { ...names, description: "Tags, one of which a node must have.", example: "[training]" },
    namespaces: {
      ...names,
      description: "Namespaces, in one of which (or beneath it) a node must be.",
      example: "[data_science]",
    },
  }),
};
