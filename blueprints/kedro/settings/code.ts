import type { KedroOptions } from "../options";
import { identifier, qualifiedIdentifier } from "./identifiers";
import type { Rows } from "./reader";
import { listOf, mapOf, members, oneOf, text } from "./readers";

type Keys =
  | "python"
  | "dependencies"
  | "externalAccessIntegrations"
  | "secrets"
  | "credentials"
  | "mlflow"
  | "include"
  | "exclude";

/** Versions that Snowflake runs and Kedro 1.x supports. */
export const pythonVersions = ["3.10", "3.11", "3.12", "3.13", "3.14"] as const;

const patterns = { type: "list of texts", read: listOf(text()) } as const;
const alias = text({
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  rule: "the name of one of `secrets`",
  fix: "name it as in `secrets`",
});

/** What the nodes need to run. */
export const codeRows: Rows<Pick<KedroOptions, Keys>> = {
  python: members("Python the nodes run with.", {
    version: {
      type: pythonVersions.join(" | "),
      read: oneOf(pythonVersions),
      description:
        "Version. Quote it: 3.10 without quotes is 3.1. Default: the one the project was read with, so that what it pickles elsewhere fits.",
      example: '"3.11"',
    },
  }),
  dependencies: members("Where the nodes' packages come from.", {
    repository: {
      type: "text",
      read: text(),
      default: "pypi",
      description:
        "`pypi`: Snowflake's repository of PyPI, wheels only. `anaconda`: Snowflake's channel. `vendored`: wheels of your own, for everything the channel lacks. Else the qualified name of your own artifact repository.",
    },
    packages: {
      type: "list of texts",
      read: listOf(text()),
      description: "More packages, or other versions than the project's requirements say.",
      example: '["pandas>=2.2,<3", scikit-learn]',
    },
    wheels: {
      type: "text",
      read: text(),
      description: "Folder with wheels, relative to the project, for `vendored`.",
      example: "wheels",
    },
  }),
  externalAccessIntegrations: {
    type: "list of texts",
    read: listOf(identifier),
    description:
      "Integrations whose network rules say which hosts nodes may reach. Default: none, no network.",
    example: "[PYPI_ACCESS]",
  },
  secrets: {
    type: "mapping of text",
    read: mapOf(qualifiedIdentifier),
    description: "Secrets of Snowflake the nodes may read: name in code to qualified name.",
    example: "{ api_key: VAULT.PUBLIC.API_KEY }",
  },
  credentials: {
    type: "mapping",
    read: mapOf((value, problems, argument) => {
      const found = credential(value, problems, argument);
      return found?.secret === undefined ? undefined : { ...found, secret: found.secret };
    }),
    description:
      "Kedro credentials that catalog entries name, each from one of `secrets`. `generic`: a text, JSON becomes a mapping. `password`: username and password. `fields` renames for the dataset: its name to the secret's.",
    example: "{ dev_s3: { secret: api_key, type: generic } }",
  },
  mlflow: members(
    "MLflow the nodes report to, with the plug-in kedro-mlflow in the project. Default: none.",
    {
      trackingUri: {
        type: "text",
        read: text(),
        description: "Address of the server.",
        example: "https://mlflow.example.com",
      },
      registryUri: {
        type: "text",
        read: text(),
        description: "Address of the registry. Default: the server's.",
      },
      experiment: { type: "text", read: text(), description: "Experiment. Default: the graph's name." },
      runName: {
        type: "text",
        read: text(),
        description: "Name of a run. Default: `kedro` and the run's id.",
      },
      secret: { type: "text", read: alias, description: "Which of `secrets` holds the server's token." },
    },
  ),
  include: {
    ...patterns,
    description: "More files of the project to upload, as patterns.",
    example: '["assets/**"]',
  },
  exclude: { ...patterns, description: "Files not to upload, as patterns.", example: '["**/*.ipynb"]' },
};

const credential = members<{
  secret: string;
  type: "generic" | "password";
  fields: Readonly<Record<string, string>>;
}>("", {
  fields: { type: "mapping of text", read: mapOf(text()), description: "Other names." },
  secret: { type: "text", read: alias, description: "Which of `secrets`." },
  type: { type: "text", read: oneOf(["generic", "password"]), description: "Kind.", default: "generic" },
}).read;
