import type { Property } from "../../framework";
import { text, textMap, texts, whole } from "../../framework/properties";

export const inputs: Readonly<Record<string, Property>> = {
  connectorArn: text("ARN of the connector. Another one replaces.", { required: true, change: "replace" }),
  config: textMap("What was declared for the connector, all of it: what must be in force.", {
    required: true,
  }),
  timeoutSeconds: whole(
    "How long to wait until the connector runs; creations and updates take up to half an hour. Default: 3600.",
    { default: 3600 },
  ),
  triggers: texts(
    "A change of one looks again: after a change that `config` does not show, such as capacity. Default: none.",
  ),
};

export const outputs: Readonly<Record<string, Property>> = {
  state: text("`RUNNING`, once it was seen.", { volatile: true }),
  currentVersion: text("MSK Connect's version of the connector that was read.", { volatile: true }),
  name: text("The connector's name."),
};
