import { checkIdentifier, isPlain, Problems, quoteIdentifier } from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";

export interface StageArgs {
  database: pulumi.Input<string>;
  schema: pulumi.Input<string>;
  name: string;
  /** `s3://bucket/prefix/`, within the integration's allowed locations. */
  url: pulumi.Input<string>;
  storageIntegration: pulumi.Input<string>;
  /**
   * Value that changes when the integration is made anew. Stages link to an integration by a hidden id, not by its
   * name, so the stage is then replaced instead of left pointing at nothing.
   */
  integrationId?: pulumi.Input<string>;
  comment?: string;
  transform?: { stage?: Transform<snowflake.StageArgs> };
}

/**
 * An external stage: a place in S3 that SQL can read or write. Costs nothing; access is what the integration's role
 * and the grants on the stage allow.
 *
 * @example
 * ```ts
 * new Stage("raw", {
 *   database: "FLIGHTS", schema: "RAW", name: "RAW_FILES",
 *   url: "s3://flights-exchange/raw/", storageIntegration: "FLIGHTS_S3",
 * });
 * ```
 */
export class Stage extends FloeComponent {
  /** `"DB"."SCHEMA"."NAME"`, known once the stage exists. */
  readonly qualifiedName: pulumi.Output<string>;
  readonly nodes: { readonly stage: snowflake.Stage };

  constructor(name: string, args: StageArgs, opts?: pulumi.ComponentResourceOptions) {
    checkStage(name, args);
    super("floe:components:Stage", name, { name: args.name, url: args.url }, opts);
    const stage = this.child(
      snowflake.Stage,
      "stage",
      {
        name: args.name,
        database: args.database,
        schema: args.schema,
        url: args.url,
        storageIntegration: args.storageIntegration,
        comment: args.comment,
      },
      {
        transform: args.transform?.stage,
        opts:
          args.integrationId === undefined
            ? {}
            : { replacementTrigger: args.integrationId, deleteBeforeReplace: true },
      },
    );
    this.qualifiedName = pulumi
      .all([stage.database, stage.schema, stage.name])
      .apply((parts) => parts.map(quoteIdentifier).join("."));
    this.nodes = { stage };
    this.registerOutputs({ qualifiedName: this.qualifiedName });
  }
}

function checkStage(name: string, args: StageArgs): void {
  const problems = new Problems();
  checkIdentifier(problems, "name", args.name);
  if (isPlain(args.url)) {
    problems.require(
      /^s3(gov|china)?:\/\/[a-z0-9.-]{3,63}\/(.+\/)?$/.test(args.url),
      "url",
      `"${args.url}" is not a place in S3`,
      "write it like s3://bucket/prefix/, with the last slash: without it the stage would also match prefix-other/",
    );
  }
  problems.raise(`Stage "${name}"`);
}
