import {
  checkIdentifier,
  checkWarehouse,
  generationStatement,
  Problems,
  type WarehouseSpec,
} from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";

/** A warehouse of our own, or one that exists and stays as it is. */
export type WarehouseChoice =
  { readonly create: WarehouseSpec & { readonly name: string } } | { readonly existing: string };

export interface WarehouseArgs {
  warehouse: WarehouseChoice;
  transform?: {
    warehouse?: Transform<snowflake.WarehouseArgs>;
    monitor?: Transform<snowflake.ResourceMonitorArgs>;
  };
}

/**
 * Compute for queries, tasks and pipes. Costs credits only while it runs, at least 60 seconds per start; an XSMALL
 * warehouse uses 1 credit per hour (1.35 as generation 2 on AWS).
 *
 * @example Minimal
 * ```ts
 * new Warehouse("warehouse", { warehouse: { create: { name: "FLIGHTS_WH" } } });
 * ```
 * @example With a monthly limit
 * ```ts
 * new Warehouse("warehouse", {
 *   warehouse: { create: { name: "FLIGHTS_WH", size: "SMALL", generation: "2", monthlyCredits: 40 } },
 * });
 * ```
 */
export class Warehouse extends FloeComponent {
  /** Name, known once the warehouse exists and runs on the stated generation. */
  readonly warehouseName: pulumi.Output<string>;
  readonly nodes: {
    readonly warehouse?: snowflake.Warehouse;
    readonly generation?: snowflake.Execute;
    readonly monitor?: snowflake.ResourceMonitor;
  };

  constructor(name: string, args: WarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    checkChoice(name, args.warehouse);
    super("floe:components:Warehouse", name, { warehouse: args.warehouse }, opts);
    this.nodes = "existing" in args.warehouse ? {} : this.#create(args.warehouse.create, args);
    this.warehouseName =
      "existing" in args.warehouse ? pulumi.output(args.warehouse.existing) : whenStated(this.nodes);
    this.registerOutputs({ warehouseName: this.warehouseName });
  }

  #create(spec: WarehouseSpec & { readonly name: string }, args: WarehouseArgs): Warehouse["nodes"] {
    const monitor =
      spec.monthlyCredits === undefined ? undefined : this.#monitor(spec.name, spec.monthlyCredits, args);
    const warehouse = this.child(
      snowflake.Warehouse,
      "warehouse",
      {
        name: spec.name,
        warehouseType: "STANDARD",
        warehouseSize: spec.size ?? "XSMALL",
        autoResume: "true",
        autoSuspend: spec.autoSuspendSeconds ?? 60,
        initiallySuspended: true,
        statementTimeoutInSeconds: spec.statementTimeoutSeconds ?? 3600,
        ...(monitor === undefined ? {} : { resourceMonitor: monitor.name }),
      },
      { transform: args.transform?.warehouse },
    );
    const generation = this.child(
      snowflake.Execute,
      "generation",
      { execute: generationStatement(spec.name, spec.generation ?? "2"), revert: "SELECT 1" },
      { opts: { dependsOn: [warehouse], replaceWith: [warehouse] } },
    );
    return { warehouse, generation, ...(monitor === undefined ? {} : { monitor }) };
  }

  #monitor(warehouse: string, credits: number, args: WarehouseArgs): snowflake.ResourceMonitor {
    return this.child(
      snowflake.ResourceMonitor,
      "monitor",
      {
        name: `${warehouse}_MONITOR`,
        creditQuota: credits,
        frequency: "MONTHLY",
        startTimestamp: "IMMEDIATELY",
        notifyTriggers: [80],
        suspendTrigger: 100,
      },
      { transform: args.transform?.monitor },
    );
  }
}

function whenStated(nodes: Warehouse["nodes"]): pulumi.Output<string> {
  return pulumi.all([nodes.warehouse?.name, nodes.generation?.execute]).apply(([name]) => name ?? "");
}

function checkChoice(name: string, choice: WarehouseChoice): void {
  const problems = new Problems();
  if ("existing" in choice) checkIdentifier(problems, "warehouse.existing", choice.existing);
  else checkWarehouse(problems.at("warehouse.create"), choice.create);
  problems.raise(`Warehouse "${name}"`);
}
