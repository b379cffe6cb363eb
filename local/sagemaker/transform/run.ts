import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { ClientFailure, inputObjects, type InputObject } from "../jobs/channels";
import { LogForwarder } from "../jobs/log-forwarder";
import { below, formatS3Uri } from "../jobs/s3-uri";
import type { Model } from "../models/models";
import { ModelServer } from "../endpoints/server";
import type { Cloud } from "../state/cloud";
import type { TransformJob } from "./jobs";
import { withInferenceIds, writeCapture } from "./capture";
import { inOrder, transformObject, type TransformLimits } from "./object";
import { formOf, RecordProcessing } from "./processing";

/** The service's payload limit when the request names none. */
const defaultPayloadMb = 6;
/** What "ModelClientConfig" is when the request does not say. */
const defaultTimeoutSeconds = 600;
const defaultRetries = 3;

/** One transform job: a container of its own, every object of the input through it. */
export class TransformRun {
  private server: ModelServer | undefined;
  private stopped = false;
  private readonly name: string;

  constructor(
    private readonly cloud: Cloud,
    private readonly job: TransformJob,
    private readonly access: RoleAccess,
    private readonly model: Model,
  ) {
    this.name = job.request.TransformJobName ?? "";
  }

  stop(): void {
    this.stopped = true;
    void this.server?.stop();
  }

  async kill(): Promise<void> {
    this.stopped = true;
    await this.server?.kill();
  }

  /** Resolves to whether the job was stopped; throws with the FailureReason. */
  async run(): Promise<boolean> {
    const logs = new LogForwarder(
      this.access,
      "/aws/sagemaker/TransformJobs",
      `${this.name}/i-local/data-log`,
      (line) => this.cloud.log(`SageMaker: transform job ${this.name}: ${line}`),
    );
    try {
      await this.steps(logs);
      return this.stopped;
    } catch (error) {
      if (this.stopped) return true;
      throw error;
    } finally {
      await logs.close();
      if (this.cloud.stopping) await this.server?.kill();
      else await this.server?.stop();
    }
  }

  private async steps(logs: LogForwarder): Promise<void> {
    const { request } = this.job;
    const source = request.TransformInput?.DataSource?.S3DataSource;
    const limits = this.limits();
    const [objects, server] = await Promise.all([
      inputObjects(this.access, source?.S3DataType ?? "S3Prefix", source?.S3Uri ?? ""),
      this.startServer(limits),
    ]);
    const processing = new RecordProcessing(
      request.DataProcessing,
      request.TransformInput,
      request.TransformOutput,
    );
    // Objects go one after the other, so that no more than one is in memory; its payloads go in parallel.
    await inOrder(objects, 1, async (object) => {
      if (!this.stopped) await this.transform(object, limits, processing, server, logs);
    });
    if (!this.stopped)
      await writeCapture(this.access, request, objects, this.job.started ?? this.job.created);
  }

  private async startServer(limits: TransformLimits): Promise<ModelServer> {
    const { request } = this.job;
    try {
      this.server = await ModelServer.start({
        cloud: this.cloud,
        model: this.model,
        access: this.access,
        folder: this.cloud.work("transform", this.name),
        logGroup: "/aws/sagemaker/TransformJobs",
        logStream: `${this.name}/i-local`,
        environment: {
          ...(request.Environment ?? {}),
          SAGEMAKER_BATCH: "true",
          SAGEMAKER_MAX_PAYLOAD_IN_MB: String(limits.maxPayloadBytes / 1024 / 1024),
          SAGEMAKER_BATCH_STRATEGY: limits.singleRecord ? "SINGLE_RECORD" : "MULTI_RECORD",
          SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: String(limits.concurrent),
        },
      });
      return this.server;
    } catch (error) {
      throw new ClientFailure(`AlgorithmError: ${messageOf(error)}`);
    }
  }

  private limits(): TransformLimits {
    const { request } = this.job;
    const megabytes = request.MaxPayloadInMB ?? defaultPayloadMb;
    return {
      // Zero asks for no limit; the service then allows its maximum.
      maxPayloadBytes: (megabytes === 0 ? 100 : megabytes) * 1024 * 1024,
      concurrent: Math.max(1, request.MaxConcurrentTransforms ?? 1),
      singleRecord: request.BatchStrategy === "SingleRecord",
      timeoutMs: (request.ModelClientConfig?.InvocationsTimeoutInSeconds ?? defaultTimeoutSeconds) * 1000,
      retries: request.ModelClientConfig?.InvocationsMaxRetries ?? defaultRetries,
    };
  }

  private async transform(
    object: InputObject,
    limits: TransformLimits,
    processing: RecordProcessing,
    server: ModelServer,
    logs: LogForwarder,
  ): Promise<void> {
    const { request } = this.job;
    const from = formatS3Uri(object.location);
    try {
      const body = await this.access.read(object.location);
      const result = await transformObject(body, request, limits, processing, server);
      if (this.stopped) return;
      const target = below(request.TransformOutput?.S3OutputPath ?? "", `${object.relative}.out`);
      await this.access.write(target, this.identified(result), request.TransformOutput?.KmsKeyId);
    } catch (error) {
      if (this.stopped) return;
      const text = messageOf(error);
      logs.write(`${new Date().toISOString()}:[sagemaker logs]: ${from}: ${text}`);
      const kind = /^(ClientError|AlgorithmError): /u.exec(text)?.[1] ?? "ClientError";
      const detail = text.replace(/^(ClientError|AlgorithmError): /u, "");
      throw new ClientFailure(`${kind}: See job logs for more information: ${from}: ${detail}`);
    }
  }

  /** With an inference id and the job's start behind each record, when the job captures data so. */
  private identified(result: Buffer): Buffer {
    const { request } = this.job;
    if (request.DataCaptureConfig?.GenerateInferenceId !== true || result.length === 0) return result;
    const json = formOf(request.TransformOutput?.Accept ?? request.TransformInput?.ContentType) === "json";
    const started = this.job.started ?? this.job.created;
    return Buffer.from(withInferenceIds(result.toString("utf8"), json, started), "utf8");
  }
}
