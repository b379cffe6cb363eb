import { physicalName, runNameRoom } from "../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../place";
import type { LoopArgs } from "./args";
import { LoopNames } from "./names";
import { loopQueries, type LoopQueries } from "./queries";

/** What every part of one loop shares. */
export class LoopContext {
  readonly names: LoopNames;
  readonly queries: LoopQueries;
  /** Begin of AWS names. */
  readonly prefix: string;
  /** Begin of SageMaker names: leaves room for the id of a run. */
  readonly modelPrefix: string;
  readonly place: PlaceOutput;

  constructor(
    /** Logical name of the loop. */
    readonly name: string,
    readonly args: LoopArgs,
    readonly parent: pulumi.ComponentResource,
  ) {
    this.names = new LoopNames(args);
    this.queries = loopQueries(args, this.names);
    this.prefix = args.namePrefix ?? defaultPrefix(name);
    this.modelPrefix = physicalName("trainingJob", [this.prefix], runNameRoom);
    this.place = currentPlace(parent);
  }

  childName(part: string): string {
    return `${this.name}-${part}`;
  }

  within<Options extends pulumi.ResourceOptions>(opts?: Options): Options & { parent: pulumi.Resource } {
    return { parent: this.parent, ...opts } as Options & { parent: pulumi.Resource };
  }
}
