import { SnowflakeError, unsupported } from "../../core/errors";
import type { ColumnType } from "../../core/result";
import { DATE, FLOAT, LTZ, NTZ, NUMBER, TEXT, TIME, TZ } from "../../tables/types";
import { duckString } from "../database";
import {
  cast,
  double,
  integer,
  is,
  isInstant,
  temporal,
  text,
  typed,
  wall,
  type Typed,
} from "../translate/typed";
import { dateFormat } from "./date-formats";
import { constant, define, simple, type FunctionCall } from "./registry";

const PARTS: Readonly<Record<string, string>> = {};
for (const [part, names] of Object.entries({
  year: "YEAR Y YY YYY YYYY YR YEARS YRS",
  quarter: "QUARTER Q QTR QTRS QUARTERS",
  month: "MONTH MM MON MONS MONTHS",
  week: "WEEK W WK WEEKOFYEAR WOY WY WEEKS",
  day: "DAY D DD DAYS DAYOFMONTH",
  hour: "HOUR H HH HR HOURS HRS",
  minute: "MINUTE M MI MIN MINUTES MINS",
  second: "SECOND S SEC SECONDS SECS",
  millisecond: "MILLISECOND MS MSEC MILLISECONDS",
  microsecond: "MICROSECOND US USEC MICROSECONDS",
  nanosecond: "NANOSECOND NS NSEC NANOSEC NSECOND NANOSECONDS",
  dow: "DAYOFWEEK WEEKDAY DOW DW",
  isodow: "DAYOFWEEKISO WEEKDAY_ISO DOW_ISO DW_ISO DAYOFWEEK_ISO",
  doy: "DAYOFYEAR YEARDAY DOY DY",
  weekiso: "WEEKISO WEEK_ISO WEEKOFYEARISO WEEKOFYEAR_ISO",
  isoyear: "YEAROFWEEK YEAROFWEEKISO",
  epoch: "EPOCH_SECOND EPOCH EPOCH_SECONDS",
  epoch_ms: "EPOCH_MILLISECOND EPOCH_MILLISECONDS",
  epoch_us: "EPOCH_MICROSECOND EPOCH_MICROSECONDS",
  epoch_ns: "EPOCH_NANOSECOND EPOCH_NANOSECONDS",
}))
  for (const name of names.split(" ")) (PARTS as Record<string, string>)[name] = part;

/** A date part argument: written bare (`day`) it arrives as a column, quoted as text. */
export function datePart(c: FunctionCall, index: number): string {
  const written = c.call.args[index];
  const name = written?.k === "column" ? (written.name.at(-1) ?? "") : constant(c, index).toUpperCase();
  const part = PARTS[name];
  if (part === undefined)
    throw new SnowflakeError(
      "001035",
      "22023",
      `SQL compilation error: error line 1 at position 0\n'${name}' is not a valid date/time component for function ${c.name}.`,
    );
  return part;
}

const SUBDAY = new Set(["hour", "minute", "second", "millisecond", "microsecond", "nanosecond"]);

function dateAdd(c: FunctionCall): Typed {
  const part = datePart(c, 0);
  const value = temporal(c.arg(2));
  const amount = `CAST(round(${double(c.arg(1))}) AS BIGINT)`;
  if (part === "nanosecond")
    return typed(`(${value.sql} + (${amount} // 1000) * INTERVAL 1 MICROSECOND)`, value.type);
  const step =
    part === "quarter"
      ? `(3 * ${amount}) * INTERVAL 1 MONTH`
      : part === "week"
        ? `(7 * ${amount}) * INTERVAL 1 DAY`
        : `${amount} * INTERVAL 1 ${part.toUpperCase()}`;
  const sum = `(${value.sql} + ${step})`;
  if (is(value, "date")) return SUBDAY.has(part) ? typed(sum, NTZ) : typed(`CAST(${sum} AS DATE)`, DATE);
  return typed(sum, value.type);
}

function dateDiff(c: FunctionCall): Typed {
  const part = datePart(c, 0);
  const [from, to] = [wall(c.arg(1)), wall(c.arg(2))];
  if (part === "nanosecond") return typed(`(date_diff('microsecond', ${from}, ${to}) * 1000)`, NUMBER());
  return typed(`date_diff('${part}', ${from}, ${to})`, NUMBER());
}

function extract(part: string, value: Typed): Typed {
  const instant = is(value, "time", "date", "timestamp_ntz")
    ? value
    : isInstant(value)
      ? value
      : temporal(value);
  switch (part) {
    case "week":
    case "weekiso":
      return typed(`date_part('week', ${instant.sql})`, NUMBER());
    case "epoch":
      return typed(`CAST(floor(epoch(${instant.sql})) AS BIGINT)`, NUMBER());
    case "epoch_ms":
    case "epoch_us":
    case "epoch_ns":
      return typed(`${part}(${is(instant, "date") ? wall(instant) : instant.sql})`, NUMBER());
    case "second":
      return typed(`CAST(floor(date_part('second', ${instant.sql})) AS BIGINT)`, NUMBER());
    case "nanosecond":
      return typed(`((date_part('microsecond', ${instant.sql}) % 1000000) * 1000)`, NUMBER());
    default:
      return typed(`date_part('${part}', ${instant.sql})`, NUMBER());
  }
}

function truncate(part: string, value: Typed): Typed {
  if (is(value, "time"))
    return typed(`CAST(date_trunc('${part}', DATE '1970-01-01' + ${value.sql}) AS TIME)`, TIME);
  const instant = temporal(value);
  if (is(instant, "date")) return typed(`CAST(date_trunc('${part}', ${instant.sql}) AS DATE)`, DATE);
  return typed(`date_trunc('${part}', ${instant.sql})`, instant.type);
}

/** TO_DATE, TO_TIMESTAMP.., TO_TIME: from text with an optional format, from epoch numbers, from other instants. */
function convert(names: string, type: ColumnType, safe: boolean): void {
  define(names, 1, 2, (c) => {
    const value = c.arg(0);
    if (c.args.length === 1 || (isInstant(value) && !is(c.arg(1), "fixed"))) {
      const digits = typeof value.literal === "string" && /^-?\d+$/.test(value.literal);
      return cast(digits && type.kind !== "time" ? typed(value.literal, NUMBER()) : value, type, safe);
    }
    if (is(value, "fixed", "real")) {
      const scale = Number(c.arg(1).literal ?? 0);
      const instant = `to_timestamp(${double(value)} / 1e${scale})`;
      return type.kind === "timestamp_ltz" || type.kind === "timestamp_tz"
        ? typed(instant, type)
        : cast(typed(`(${instant} AT TIME ZONE 'UTC')`, NTZ), type);
    }
    const format = constant(c, 1);
    if (/^auto$/i.test(format)) return cast(value, type, safe);
    const parsed = typed(
      `${safe ? "try_strptime" : "strptime"}(${text(value)}, ${duckString(dateFormat(format))})`,
      NTZ,
    );
    return is(parsed, type.kind) ? parsed : cast(parsed, type);
  });
}

function arithmetic(): void {
  define("DATEADD TIMEADD TIMESTAMPADD", 3, 3, dateAdd);
  define("DATEDIFF TIMEDIFF TIMESTAMPDIFF", 3, 3, dateDiff);
  define("DATE_PART EXTRACT", 2, 2, (c) => extract(datePart(c, 0), c.arg(1)));
  define("DATE_TRUNC", 2, 2, (c) => truncate(datePart(c, 0), c.arg(1)));
  define("LAST_DAY", 1, 2, (c) => {
    const part = c.args.length > 1 ? datePart(c, 1) : "month";
    const start = `date_trunc('${part}', ${wall(c.arg(0))})`;
    const step = part === "quarter" ? "INTERVAL 3 MONTH" : `INTERVAL 1 ${part.toUpperCase()}`;
    return typed(`CAST(${start} + ${step} - INTERVAL 1 DAY AS DATE)`, DATE);
  });
  define("ADD_MONTHS", 2, 2, (c) => {
    const value = temporal(c.arg(0));
    const moved = `(${value.sql} + ${integer(c.arg(1))} * INTERVAL 1 MONTH)`;
    const end = `CAST(${value.sql} AS DATE) = last_day(CAST(${value.sql} AS DATE))`;
    const sql = `(CASE WHEN ${end} THEN CAST(last_day(CAST(${moved} AS DATE)) AS TIMESTAMP) ELSE CAST(${moved} AS TIMESTAMP) END)`;
    return is(value, "date") ? typed(`CAST(${sql} AS DATE)`, DATE) : typed(sql, NTZ);
  });
  simple("MONTHS_BETWEEN", 2, 2, FLOAT, (c) => `floe.months_between(${wall(c.arg(0))}, ${wall(c.arg(1))})`);
  for (const name of "YEAR QUARTER MONTH DAY DAYOFMONTH HOUR MINUTE SECOND DAYOFWEEK DAYOFWEEKISO DAYOFYEAR WEEK WEEKOFYEAR WEEKISO YEAROFWEEK YEAROFWEEKISO".split(
    " ",
  ))
    define(name, 1, 1, (c) => extract(PARTS[name] ?? "day", c.arg(0)));
  simple("DAYNAME", 1, 1, TEXT, (c) => `strftime(${wall(c.arg(0))}, '%a')`);
  simple("MONTHNAME", 1, 1, TEXT, (c) => `strftime(${wall(c.arg(0))}, '%b')`);
  simple(
    "DATE_FROM_PARTS DATEFROMPARTS",
    3,
    3,
    DATE,
    (c) =>
      `CAST(make_date(CAST(${integer(c.arg(0))} AS INTEGER), 1, 1) + (${integer(c.arg(1))} - 1) * INTERVAL 1 MONTH + (${integer(c.arg(2))} - 1) * INTERVAL 1 DAY AS DATE)`,
  );
  simple(
    "TIME_FROM_PARTS TIMEFROMPARTS",
    3,
    4,
    TIME,
    (c) => `make_time(${integer(c.arg(0))}, ${integer(c.arg(1))}, ${integer(c.arg(2))})`,
  );
  simple("TIMESTAMP_FROM_PARTS TIMESTAMPFROMPARTS TIMESTAMP_NTZ_FROM_PARTS", 6, 7, NTZ, (c) => {
    const [y, mo, d, h, mi, s] = [0, 1, 2, 3, 4, 5].map((index) => integer(c.arg(index)));
    const fraction =
      c.args[6] === undefined ? "" : ` + (${integer(c.arg(6))} // 1000) * INTERVAL 1 MICROSECOND`;
    return `(make_timestamp(${y ?? ""}, 1, 1, 0, 0, 0) + (${mo ?? ""} - 1) * INTERVAL 1 MONTH + (${d ?? ""} - 1) * INTERVAL 1 DAY + ${h ?? ""} * INTERVAL 1 HOUR + ${mi ?? ""} * INTERVAL 1 MINUTE + ${s ?? ""} * INTERVAL 1 SECOND${fraction})`;
  });
  define("TIME_SLICE", 3, 4, (c) => {
    const named = constant(c, 2).toUpperCase();
    const part = PARTS[named];
    if (part === undefined || (c.args.length > 3 && constant(c, 3).toUpperCase() !== "START"))
      throw unsupported("TIME_SLICE of the END or of an unknown part");
    const value = temporal(c.arg(0));
    return typed(
      `time_bucket(${integer(c.arg(1))} * INTERVAL 1 ${part.toUpperCase()}, ${wall(value)}, TIMESTAMP '1970-01-01')`,
      NTZ,
    );
  });
  define("CONVERT_TIMEZONE", 2, 3, (c) => {
    if (c.args.length === 3)
      return typed(
        `((${wall(c.arg(2))} AT TIME ZONE ${text(c.arg(0))}) AT TIME ZONE ${text(c.arg(1))})`,
        NTZ,
      );
    const value = c.arg(1);
    const instant = is(value, "timestamp_ltz", "timestamp_tz")
      ? value.sql
      : `CAST(${wall(value)} AS TIMESTAMPTZ)`;
    return typed(`(${instant} AT TIME ZONE ${text(c.arg(0))})`, NTZ);
  });
}

arithmetic();
for (const [safe, prefix] of [
  [false, ""],
  [true, "TRY_"],
] as const) {
  convert(safe ? "TRY_TO_DATE" : "TO_DATE DATE", DATE, safe);
  convert(safe ? "TRY_TO_TIME" : "TO_TIME TIME", TIME, safe);
  convert(`${prefix}TO_TIMESTAMP ${prefix}TO_TIMESTAMP_NTZ`, NTZ, safe);
  convert(`${prefix}TO_TIMESTAMP_LTZ`, LTZ, safe);
  convert(`${prefix}TO_TIMESTAMP_TZ`, TZ, safe);
}
