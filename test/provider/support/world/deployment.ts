import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { check } from "../../../../provider/framework/check-rpc";
import { diff } from "../../../../provider/framework/diff-rpc";
import { InitFailed } from "../../../../provider/framework/failures";
import { fromStruct, toStruct } from "../../../../provider/framework/structs";
import type { WireBag } from "../../../../provider/framework/wire";
import { create, read, remove, update } from "../../../../provider/framework/write-rpc";
import { urnOf } from "../harness";
import type { Process } from "./process";

/** What the engine's state file holds of the resource. */
export interface Held {
  readonly id: string;
  readonly inputs: WireBag;
  readonly outputs: WireBag;
  /** The object exists but is not what was asked for: the next deployment updates it. */
  readonly failed: boolean;
}

export interface Checked {
  readonly inputs: WireBag;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

/** One resource of a stack, deployed as the engine does: its checks, its steps and what it keeps after each. */
export class Deployment {
  /** Custom timeout of every operation, seconds; 0 is none. */
  seconds = 0;
  /** Replaced, and to be deleted: by this deployment, or by the next one where this is cut off. */
  private doomed: Held[] = [];

  constructor(
    readonly token: string,
    public held?: Held,
  ) {}

  check(process: Pick<Process, "host">, inputs: WireBag): Checked {
    const request = new pb.CheckRequest();
    request.setUrn(urnOf(this.token));
    request.setNews(toStruct(inputs));
    request.setRandomseed(Buffer.from("0123456789abcdef0123456789abcdef"));
    if (this.held !== undefined) request.setOlds(toStruct(this.held.inputs));
    const response = check(process.host, request);
    const failures = response
      .getFailuresList()
      .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
    return { inputs: fromStruct(response.getInputs()), failures };
  }

  /** The same state, for a deployment that may be killed: what it would have written then is not written. */
  copy(): Deployment {
    const copy = new Deployment(this.token, this.held);
    copy.doomed = [...this.doomed];
    return copy;
  }

  /** Takes the state over that a copy has written. */
  keep(copy: Deployment): void {
    this.held = copy.held;
    this.doomed = copy.doomed;
  }

  /** Creates, updates, replaces or leaves alone; answers which. */
  async up(
    process: Pick<Process, "host">,
    given: WireBag,
  ): Promise<"create" | "update" | "replace" | "same"> {
    await this.clean(process);
    const { inputs, failures } = this.check(process, given);
    if (failures.length > 0)
      throw new Error(`check refuses the scenario: ${failures.map(({ reason }) => reason).join("; ")}`);
    const { held } = this;
    if (held === undefined) {
      await this.keeping(inputs, () => this.create(process, inputs));
      return "create";
    }
    const found = this.diff(process, held, inputs);
    if (found.getReplacesList().length > 0) {
      await this.replace(process, held, inputs, found.getDeletebeforereplace());
      return "replace";
    }
    if (found.getChanges() === pb.DiffResponse.DiffChanges.DIFF_NONE && !held.failed) return "same";
    await this.keeping(inputs, () => this.update(process, held, inputs));
    return "update";
  }

  /** As the engine does: the new one first, unless the provider says that the two cannot be there at once. */
  private async replace(
    process: Pick<Process, "host">,
    old: Held,
    inputs: WireBag,
    deleteFirst: boolean,
  ): Promise<void> {
    if (deleteFirst) {
      await this.remove(process, old);
      this.held = undefined;
    }
    await this.keeping(inputs, () => this.create(process, inputs)).finally(() => {
      if (!deleteFirst && this.held !== old) this.doomed.push(old);
    });
    await this.clean(process);
  }

  private async clean(process: Pick<Process, "host">): Promise<void> {
    for (const old of [...this.doomed]) {
      await this.remove(process, old);
      this.doomed = this.doomed.filter((each) => each !== old);
    }
  }

  diff(process: Pick<Process, "host">, held: Held, inputs: WireBag): pb.DiffResponse {
    const request = new pb.DiffRequest();
    request.setId(held.id);
    request.setUrn(urnOf(this.token));
    request.setOlds(toStruct(held.outputs));
    request.setOldInputs(toStruct(held.inputs));
    request.setNews(toStruct(inputs));
    return diff(process.host, request);
  }

  /** What a preview shows of the outputs: of a creation, or of an update of what is held. */
  async previewed(process: Pick<Process, "host">, inputs: WireBag): Promise<WireBag> {
    const { held } = this;
    const request = held === undefined ? new pb.CreateRequest() : updateRequest(this.token, held, inputs);
    if (request instanceof pb.UpdateRequest) {
      request.setPreview(true);
      return fromStruct((await update(process.host, request)).getProperties());
    }
    request.setUrn(urnOf(this.token));
    request.setProperties(toStruct(inputs));
    request.setPreview(true);
    return fromStruct((await create(process.host, request)).getProperties());
  }

  private async create(process: Pick<Process, "host">, inputs: WireBag): Promise<Held> {
    const request = new pb.CreateRequest();
    request.setUrn(urnOf(this.token));
    request.setProperties(toStruct(inputs));
    request.setTimeout(this.seconds);
    const response = await create(process.host, request);
    return { id: response.getId(), inputs, outputs: fromStruct(response.getProperties()), failed: false };
  }

  private async update(process: Pick<Process, "host">, held: Held, inputs: WireBag): Promise<Held> {
    const request = updateRequest(this.token, held, inputs);
    request.setTimeout(this.seconds);
    const response = await update(process.host, request);
    return { id: held.id, inputs, outputs: fromStruct(response.getProperties()), failed: false };
  }

  private async keeping(inputs: WireBag, step: () => Promise<Held>): Promise<void> {
    try {
      this.held = await step();
    } catch (error) {
      if (error instanceof InitFailed) {
        const kept = Object.keys(error.inputs).length > 0 ? error.inputs : inputs;
        this.held = { id: error.id, inputs: kept, outputs: error.properties, failed: true };
      }
      throw error;
    }
  }

  /** What a refresh finds; the state becomes that. Answers the inputs and outputs that drifted. */
  async refresh(process: Pick<Process, "host">): Promise<string[]> {
    const before = this.held;
    if (before === undefined) throw new Error("nothing to refresh");
    const found = await this.read(process, before);
    if (found === undefined) {
      this.held = undefined;
      return ["gone"];
    }
    this.held = { ...found, failed: false };
    const differing = (kind: "inputs" | "outputs") =>
      [...new Set([...Object.keys(before[kind]), ...Object.keys(found[kind])])]
        .filter(
          (key) => JSON.stringify(before[kind][key] ?? null) !== JSON.stringify(found[kind][key] ?? null),
        )
        .map((key) => `${kind}.${key}`);
    return [...differing("inputs"), ...differing("outputs")];
  }

  /** Reads by id alone, as an import does. */
  async imported(process: Pick<Process, "host">, id: string): Promise<Omit<Held, "failed"> | undefined> {
    return this.read(process, { id, inputs: {}, outputs: {} });
  }

  private async read(
    process: Pick<Process, "host">,
    held: Omit<Held, "failed">,
  ): Promise<Omit<Held, "failed"> | undefined> {
    const request = new pb.ReadRequest();
    request.setId(held.id);
    request.setUrn(urnOf(this.token));
    request.setInputs(toStruct(held.inputs));
    request.setProperties(toStruct(held.outputs));
    const response = await read(process.host, request);
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      inputs: fromStruct(response.getInputs()),
      outputs: fromStruct(response.getProperties()),
    };
  }

  async destroy(process: Pick<Process, "host">): Promise<void> {
    await this.clean(process);
    if (this.held === undefined) return;
    await this.remove(process, this.held);
    this.held = undefined;
  }

  private async remove(process: Pick<Process, "host">, held: Held): Promise<void> {
    const request = new pb.DeleteRequest();
    request.setId(held.id);
    request.setUrn(urnOf(this.token));
    request.setProperties(toStruct(held.outputs));
    request.setOldInputs(toStruct(held.inputs));
    request.setTimeout(this.seconds);
    await remove(process.host, request);
  }
}

function updateRequest(token: string, held: Held, inputs: WireBag): pb.UpdateRequest {
  const request = new pb.UpdateRequest();
  request.setId(held.id);
  request.setUrn(urnOf(token));
  request.setOlds(toStruct(held.outputs));
  request.setOldInputs(toStruct(held.inputs));
  request.setNews(toStruct(inputs));
  return request;
}
