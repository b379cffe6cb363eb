import { SnowflakeError } from "../../core/errors";
import { DATE, FLOAT, NUMBER } from "../../tables/types";
import { integer, is, isInstant, isNumeric, number, scaleOf, typed, wide, type Typed } from "./typed";

/** `+ - * / %` with Snowflake's result types: decimals stay decimals, also when divided. */
export function addition(op: string, left: Typed, right: Typed): Typed {
  const dates = dateArithmetic(op, left, right);
  if (dates !== undefined) return dates;
  const [a, b] = [wide(number(left)), wide(number(right))];
  if (op === "/") return divide(a, b);
  if (op === "%")
    return typed(
      `floe.modulo(${a.sql}, ${b.sql})`,
      a.type?.kind === "real" || b.type?.kind === "real"
        ? FLOAT
        : NUMBER(38, Math.max(scaleOf(a), scaleOf(b))),
    );
  const sql = `(${a.sql} ${op} ${b.sql})`;
  if (a.type?.kind !== "fixed" || b.type?.kind !== "fixed")
    return typed(sql, isNumeric(a) || isNumeric(b) ? FLOAT : undefined);
  const whole = Math.max(a.type.precision - a.type.scale, b.type.precision - b.type.scale) + 1;
  if (op !== "*") {
    const scale = Math.max(a.type.scale, b.type.scale);
    return typed(sql, NUMBER(whole + scale, scale));
  }
  const scale = a.type.scale + b.type.scale;
  if (scale <= 37) return typed(sql, NUMBER(a.type.precision + b.type.precision, scale));
  return typed(`CAST(CAST(${a.sql} AS DOUBLE) * CAST(${b.sql} AS DOUBLE) AS DECIMAL(38,12))`, NUMBER(38, 12));
}

export function divide(a: Typed, b: Typed): Typed {
  if (a.type?.kind !== "fixed" || b.type?.kind !== "fixed")
    return typed(`floe.divide(${a.sql}, ${b.sql})`, FLOAT);
  const scale = Math.max(a.type.scale, Math.min(a.type.scale + 6, 12));
  const whole = Math.min(38 - scale, a.type.precision - a.type.scale + b.type.scale);
  const type = NUMBER(38, scale);
  const precision = Math.max(whole + scale, 38);
  return typed(`CAST(floe.divide(${a.sql}, ${b.sql}) AS DECIMAL(${precision},${scale}))`, type);
}

function dateArithmetic(op: string, left: Typed, right: Typed): Typed | undefined {
  if (op !== "+" && op !== "-") return undefined;
  if (is(left, "date") && is(right, "date") && op === "-")
    return typed(`(${left.sql} - ${right.sql})`, NUMBER());
  if (is(left, "date") && isNumeric(right))
    return typed(`(${left.sql} ${op} CAST(${integer(right)} AS INTEGER))`, DATE);
  if (isNumeric(left) && is(right, "date") && op === "+")
    return typed(`(${right.sql} + CAST(${integer(left)} AS INTEGER))`, DATE);
  if (isInstant(left) && right.sql.startsWith("INTERVAL"))
    return typed(`(${left.sql} ${op} ${right.sql})`, left.type);
  if (is(left, "date") && right.sql.startsWith("INTERVAL"))
    return typed(`(${left.sql} ${op} ${right.sql})`, { kind: "timestamp_ntz", scale: 9 });
  if (
    (isInstant(left) || isInstant(right)) &&
    (isNumeric(left) || isNumeric(right) || (isInstant(left) && isInstant(right)))
  )
    throw new SnowflakeError(
      "001007",
      "22023",
      `SQL compilation error:\nInvalid argument types for function '${op}': a timestamp needs DATEADD, DATEDIFF or an INTERVAL.`,
    );
  return undefined;
}
