import type { S3 } from "@aws-sdk/client-s3";
import type { Bag } from "../../../../provider/framework/resource";
import type { Table } from "../../common/properties";
import { fixed, text } from "../../common/properties";
import type { StandInType } from "../../common/standin";
import { need } from "../../common/values";
import { s3 } from "../clients";
import { aws, type AwsStandIn } from "../define";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

type On = { readonly abortSignal: AbortSignal };

/** A setting of a bucket that is a resource of its own: written whole, read whole, its id is the bucket's name. */
export interface BucketSetting {
  readonly token: string;
  readonly description: string;
  readonly inputs: Table;
  readonly unsupported?: readonly string[];
  readonly note?: string;
  readonly same?: AwsStandIn["same"];
  readonly check?: AwsStandIn["check"];
  write(client: S3, bucket: string, inputs: Bag, on: On): Promise<unknown>;
  /** Undefined when the bucket has no such setting. */
  read(client: S3, bucket: string, on: On): Promise<Bag | undefined>;
  /** `inputs` are the last known ones: some settings may be left in place. */
  remove(client: S3, bucket: string, on: On, inputs: Bag): Promise<unknown>;
}

export const bucketSetting = (spec: BucketSetting): StandInType => {
  return aws({
    token: spec.token,
    description: spec.description,
    ...(spec.unsupported === undefined ? {} : { unsupported: spec.unsupported }),
    ...(spec.note === undefined ? {} : { note: spec.note }),
    ...(spec.same === undefined ? {} : { same: (...values) => spec.same?.(...values) === true }),
    ...(spec.check === undefined ? {} : { check: (...values) => spec.check?.(...values) ?? [] }),
    status: "simulated",
    inputs: { ...fixed({ bucket: text("Name of the bucket.", { required: true }) }), ...spec.inputs },
    async create(given, call) {
      const bucket = need(given, "bucket");
      const client = await s3(call);
      await afterPropagation(call.signal, () =>
        spec.write(client, bucket, given, { abortSignal: call.signal }),
      );
      return bucket;
    },
    async read(id, call) {
      const seen = await orAbsent(spec.read(await s3(call), id, { abortSignal: call.signal }));
      return seen === undefined ? undefined : { ...seen, bucket: id };
    },
    async update(id, { news }, call) {
      const client = await s3(call);
      await afterPropagation(call.signal, () => spec.write(client, id, news, { abortSignal: call.signal }));
      return undefined;
    },
    delete: async (id, state, call) =>
      unlessGone(spec.remove(await s3(call), id, { abortSignal: call.signal }, state.inputs)),
  });
};
