import type { Account } from "../core/account";
import type { CatalogObject, Path, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { formatPath } from "../ddl/names";
import { columnType, typeText } from "../tables/types";
import { routineDefinition, routineName, type Parameter } from "./definition";
import type { Scalar } from "./scripting/values";

/** One argument of a call: its value and, if given, the parameter's name. */
export interface Argument {
  readonly name: string | undefined;
  readonly value: Scalar;
}

/** The routines of a name, whatever their arguments. */
export function overloads(
  account: Account,
  kind: "PROCEDURE" | "FUNCTION",
  path: Path,
): readonly CatalogObject[] {
  return account.catalog
    .list(kind, path.slice(0, 2))
    .filter((routine) => routineName(routine) === path.at(-1));
}

const accepts = (parameters: readonly Parameter[], count: number): boolean =>
  count <= parameters.length &&
  count >= parameters.filter((parameter) => parameter.default === undefined).length;

const family = (type: string): string => {
  const { kind } = columnType(type);
  return kind === "fixed" || kind === "real"
    ? "number"
    : kind.startsWith("timestamp")
      ? "timestamp"
      : ["variant", "object", "array"].includes(kind)
        ? "semi"
        : kind;
};

/** The overload that fits the arguments best. Throws Snowflake's "Unknown function". */
export function chooseOverload(
  account: Account,
  kind: "PROCEDURE" | "FUNCTION",
  path: Path,
  args: readonly Argument[],
): CatalogObject {
  const candidates = overloads(account, kind, path).filter((routine) =>
    accepts(routineDefinition(routine).parameters, args.length),
  );
  const score = (routine: CatalogObject): number =>
    args.filter((argument, index) => {
      const parameter = routineDefinition(routine).parameters[index];
      return parameter !== undefined && family(parameter.type) === family(typeText(argument.value.type));
    }).length;
  const [best] = [...candidates].sort((a, b) => score(b) - score(a));
  if (best === undefined) {
    const what = kind === "PROCEDURE" ? "procedure" : "function";
    throw new SnowflakeError(
      "002140",
      "42601",
      `SQL compilation error:\nUnknown user-defined ${what} ${formatPath(path)}.`,
    );
  }
  return best;
}

/** Checks USAGE on a routine. */
export function requireUsage(account: Account, session: Session, routine: CatalogObject): void {
  account.access.require(session, "USAGE", routine.kind, routine.path);
}
