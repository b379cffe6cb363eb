import { hashOf, isPlain, layout, physicalName, Problems } from "../../../blueprints";
import * as sagemaker from "@pulumi/aws/sagemaker";
import * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../../place";
import { ExecutionRole } from "../executionRole";
import { resolveImage, type ImageChoice } from "../image";
import { trainingDefaults } from "../training/args";

export interface ModelArgs {
  /** `s3://.../model.tar.gz`. */
  artifactUri: pulumi.Input<string>;
  /** Image that serves it. Default: the built-in XGBoost 3.2-0. */
  image?: ImageChoice;
  /** Environment of the container. Not for secrets: DescribeModel shows it. */
  environment?: Readonly<Record<string, string>>;
  bucketArn: pulumi.Input<string>;
  keyArn?: pulumi.Input<string> | undefined;
  /** Begin of model and role names. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
  place?: PlaceOutput;
  transform?: { model?: Transform<sagemaker.ModelArgs> };
}

/**
 * A model SageMaker can serve. Its name is made from its content, so a new artifact is a new model beside the old
 * one, which goes only after nothing uses it. The role reads models and rows to score and writes predictions: batch
 * transform works with the model's role, and updates of an endpoint read their alarms with it, those whose names begin
 * with `namePrefix`. Costs nothing until it serves.
 *
 * @example
 * ```ts
 * new Model("model", { artifactUri: training.artifactUri, bucketArn: exchange.bucketArn, keyArn: exchange.keyArn });
 * ```
 */
export class Model extends FloeComponent {
  readonly modelName: pulumi.Output<string>;
  readonly imageUri: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  /** Name of the role, known once it has its permissions. */
  readonly roleName: pulumi.Output<string>;
  /** What the model is made of: an {@link Endpoint} with `retainPrevious` makes models of it that it keeps. */
  readonly content: pulumi.Output<floe.sagemaker.EndpointModel>;
  readonly nodes: { readonly role: ExecutionRole; readonly model: sagemaker.Model };

  constructor(name: string, args: ModelArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    if (isPlain(args.artifactUri)) {
      problems.require(
        /^s3:\/\/[a-z0-9.-]{3,63}\/.+\.tar\.gz$/.test(args.artifactUri),
        "artifactUri",
        `"${args.artifactUri}" is not a model archive in S3`,
        "write it like s3://bucket/models/job/output/model.tar.gz",
      );
    }
    problems.raise(`Model "${name}"`);
    super("floe:components:Model", name, { namePrefix: args.namePrefix }, opts);
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const place = args.place ?? currentPlace(this);
    const image = resolveImage(args.image ?? trainingDefaults.image, place);
    this.imageUri = image.uri;
    const role = new ExecutionRole(
      this.childName("role"),
      {
        place,
        namePrefix: prefix,
        purpose: "model",
        kinds: ["model", "transform"],
        bucketArn: args.bucketArn,
        keyArn: args.keyArn,
        read: [layout.models, layout.score],
        write: [layout.predictions],
        repositoryArn: image.repositoryArn,
        alarmPrefix: prefix,
      },
      this.within(),
    );
    const content = pulumi
      .all([args.artifactUri, image.uri])
      .apply(([artifact, uri]) => ({ artifact, image: uri, environment: args.environment ?? {} }));
    const model = this.child(
      sagemaker.Model,
      "model",
      {
        name: content.apply((known) => physicalName("model", [prefix, hashOf(known, 12)])),
        executionRoleArn: role.arn,
        primaryContainer: {
          image: image.uri,
          modelDataUrl: args.artifactUri,
          environment: { ...args.environment },
        },
      },
      { transform: args.transform?.model },
    );
    this.nodes = { role, model };
    this.modelName = model.name;
    this.roleArn = role.arn;
    this.roleName = pulumi.all([role.nodes.role.name, role.arn]).apply(([roleName]) => roleName);
    this.content = pulumi
      .all([args.artifactUri, image.uri, role.arn])
      .apply(([artifactUri, uri, roleArn]) => ({
        image: uri,
        artifactUri,
        ...(args.environment === undefined ? {} : { environment: { ...args.environment } }),
        roleArn,
      }));
    this.registerOutputs({ modelName: this.modelName });
  }
}
