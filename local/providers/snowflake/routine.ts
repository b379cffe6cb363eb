import type { Bag, Value } from "../../../provider/framework/resource";
import { fixed, list, text, type Table } from "../common/properties";
import { bags, need, str } from "../common/values";
import type { Row } from "./connection";
import { typeOf } from "./columns";
import { fullName, parametrized, shown, snowflake, type SnowflakeCall } from "./define";
import { assignments, type Options } from "./options";
import { parameterInputs, parameterOptions, readParameters, type Parameters } from "./parameters";
import { placeIn, placeInputs, type Place } from "./place";
import { cell, filled, outputRow } from "./rows";
import { drop, orAbsent } from "./show";
import { ident, literal, partsOf, qualified } from "./sql";

const parameters: Parameters = {
  enableConsoleOutput: "flag",
  logLevel: "text",
  metricLevel: "text",
  traceLevel: "text",
};

/** What a language adds to a procedure or function. */
export interface Language {
  readonly token: string;
  readonly feature: string;
  readonly what: "PROCEDURE" | "FUNCTION";
  readonly description: string;
  readonly note?: string;
  readonly definition: string;
  readonly inputs: Table;
  readonly unsupported?: readonly string[];
  /** Clauses between RETURNS and AS. */
  clauses(inputs: Bag): string[];
  /** Inputs that DESCRIBE shows, beyond those that every language has. */
  seen(described: ReadonlyMap<string, string | undefined>): Bag;
  same?(property: string, old: Value, value: Value): boolean;
}

const base = (type: string): string =>
  /^TABLE\s*\(/i.test(type) ? "TABLE" : typeOf(type).replace(/\(.*$/, "");
const returns = (type: string): string => type.toUpperCase().replaceAll(/\s+/g, " ").trim();

interface Signature extends Place {
  readonly types: readonly string[];
  readonly id: string;
}
const signed = (place: Place, types: readonly string[]): Signature => ({
  ...place,
  types,
  id: `${place.full}(${types.join(", ")})`,
});
const signatureIn = (inputs: Bag): Signature =>
  signed(
    placeIn(inputs),
    bags(inputs.arguments).map((argument) => base(need(argument, "argDataType"))),
  );
const signatureOf = (id: string): Signature => {
  const [, name = "", list = ""] = /^(.*)\(([^()]*)\)$/s.exec(id) ?? [];
  const [database = "", schema = "", last = ""] = partsOf(name);
  if (last === "")
    throw new Error(`${id}: the id of a procedure or function is "DATABASE"."SCHEMA"."NAME"(TYPE, ...)`);
  const place = { database, schema, name: last, full: qualified(database, schema, last) };
  return signed(place, list.trim() === "" ? [] : list.split(",").map(base));
};

/** `NAME(VARCHAR, NUMBER) RETURN VARIANT` of SHOW; defaults are written `DEFAULT VARCHAR`. */
const shownTypes = (row: Row): string =>
  (/\((.*)\)\s*RETURN/is.exec(cell(row, "arguments") ?? "")?.[1] ?? "")
    .split(",")
    .map((type) => type.trim().replace(/^DEFAULT\s+/i, ""))
    .filter((type) => type !== "")
    .map(base)
    .join();

const find = async (what: string, wanted: Signature, call: SnowflakeCall): Promise<Row | undefined> => {
  const scope = qualified(wanted.database, wanted.schema);
  const rows = await orAbsent(call.sql(`SHOW ${what}S LIKE ${literal(wanted.name)} IN SCHEMA ${scope}`));
  return rows?.find((row) => row.name === wanted.name && shownTypes(row) === wanted.types.join());
};

const argumentSql = (argument: Bag): string => {
  const value = str(argument.argDefaultValue);
  return `${ident(need(argument, "argName"))} ${need(argument, "argDataType")}${value === undefined ? "" : ` DEFAULT ${value}`}`;
};
/** `(A VARCHAR, B NUMBER DEFAULT 3)` of DESCRIBE. */
const argumentsIn = (signature: string | undefined): Bag[] =>
  (/^\((.*)\)$/s.exec(signature ?? "")?.[1] ?? "")
    .split(/,(?![^(]*\))/)
    .map((part) => /^\s*("(?:[^"]|"")*"|\S+)\s+(.*?)(?:\s+DEFAULT\s+(.*))?$/is.exec(part.trim()))
    .flatMap((found) =>
      found?.[1] === undefined
        ? []
        : [
            {
              argName: partsOf(found[1])[0],
              argDataType: found[2],
              ...(found[3] === undefined ? {} : { argDefaultValue: found[3] }),
            },
          ],
    );
const normalArguments = (value: Value): string =>
  JSON.stringify(
    bags(value).map((argument) => [
      str(argument.argName)?.toUpperCase(),
      base(str(argument.argDataType) ?? ""),
    ]),
  );

/** Makes the type of a procedure or a function in one language. */
export const routine = (language: Language) => {
  const { what, definition } = language;
  const kind = what.toLowerCase();
  const options: Options = parameterOptions(parameters);
  const alter = async (
    id: string,
    inputs: Bag,
    names: ReadonlySet<string>,
    call: SnowflakeCall,
  ): Promise<void> => {
    for (const name of Object.keys(options).filter((option) => names.has(option))) {
      const [set] = assignments({ [name]: options[name] ?? "plain" }, inputs);
      const key = name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
      await call.sql(`ALTER ${what} ${id} ${set === undefined ? `UNSET ${key}` : `SET ${set}`}`);
    }
  };
  return snowflake({
    token: language.token,
    description: language.description,
    status: "simulated",
    feature: language.feature,
    ...(language.note === undefined ? {} : { note: language.note }),
    ...(language.unsupported === undefined ? {} : { unsupported: language.unsupported }),
    inputs: {
      name: text(`Name of the ${kind}.`),
      ...placeInputs,
      ...fixed({
        arguments: list("Arguments.", {
          argName: text("Name.", { required: true }),
          argDataType: text("Type.", { required: true }),
          argDefaultValue: text("SQL of the default."),
        }),
        returnType: text("Type of the result.", { required: true }),
        [definition]: text("The code.", { required: true }),
        isSecure: text("Whether its text is hidden.", {
          allowed: ["true", "false", "default"],
          standard: "false",
        }),
        ...language.inputs,
      }),
      ...(what === "PROCEDURE"
        ? { executeAs: text("Whose privileges it has.", { standard: "OWNER", caseless: true }) }
        : {}),
      comment: text("Comment.", { default: `user-defined ${kind}` }),
      ...parameterInputs(parameters),
    },
    outputs: { ...fullName, ...shown, ...parametrized, [`${kind}Language`]: text("Language.") },
    naming: { property: "name", longest: 255 },
    derive: (inputs) =>
      ["name", "database", "schema"].some((part) => str(inputs[part]) === undefined)
        ? {}
        : { fullyQualifiedName: signatureIn(inputs).id },
    same(property, old, value) {
      if (property === "arguments") return normalArguments(old) === normalArguments(value);
      if (property === definition) return str(old)?.trim() === str(value)?.trim();
      if (property === "returnType") {
        const [one, other] = [str(old) ?? "", str(value) ?? ""];
        return returns(one) === returns(other) || (base(one) === base(other) && base(one) !== "TABLE");
      }
      return language.same?.(property, old, value) === true;
    },
    async create(inputs, call) {
      const wanted = signatureIn(inputs);
      const comment = str(inputs.comment);
      const as = str(inputs.executeAs);
      await call.sql(
        [
          `CREATE ${inputs.isSecure === "true" ? "SECURE " : ""}${what} ${wanted.full}(${bags(inputs.arguments).map(argumentSql).join(", ")})`,
          `RETURNS ${need(inputs, "returnType")}`,
          ...language.clauses(inputs),
          ...(comment === undefined ? [] : [`COMMENT = ${literal(comment)}`]),
          ...(as === undefined ? [] : [`EXECUTE AS ${as.toUpperCase()}`]),
          `AS $$${need(inputs, definition)}$$`,
        ].join(" "),
      );
      return wanted.id;
    },
    settle: (id, inputs, call) =>
      alter(id, inputs, new Set(Object.keys(options).filter((name) => inputs[name] !== undefined)), call),
    async read(id, call) {
      const wanted = signatureOf(id);
      const row = await find(what, wanted, call);
      if (row === undefined) return undefined;
      const rows = await call.sql(`DESCRIBE ${what} ${wanted.id}`);
      const described = new Map(
        rows.map((one) => [(cell(one, "property") ?? "").toLowerCase(), filled(one, "value")]),
      );
      const handling = described.get("null handling");
      const own = await orAbsent(readParameters(call, parameters, what, `${what} ${wanted.id}`));
      return {
        ...own,
        ...language.seen(described),
        id: wanted.id,
        database: wanted.database,
        schema: wanted.schema,
        name: wanted.name,
        arguments: argumentsIn(described.get("signature")),
        returnType: described.get("returns"),
        [definition]: described.get("body"),
        ...(what === "PROCEDURE"
          ? {
              executeAs: described.get("execute as"),
              nullInputBehavior: handling === "CALLED ON NULL INPUT" ? undefined : handling,
            }
          : {}),
        comment: filled(row, "description"),
        [`${kind}Language`]: described.get("language"),
        fullyQualifiedName: wanted.id,
        showOutputs: [outputRow(row)],
      };
    },
    async update(id, { changed, news }, call) {
      const wanted = signatureIn(news);
      if (changed.has("name")) await call.sql(`ALTER ${what} ${id} RENAME TO ${wanted.full}`);
      if (changed.has("comment")) {
        const comment = str(news.comment);
        await call.sql(
          `ALTER ${what} ${wanted.id} ${comment === undefined ? "UNSET COMMENT" : `SET COMMENT = ${literal(comment)}`}`,
        );
      }
      if (changed.has("executeAs"))
        await call.sql(`ALTER PROCEDURE ${wanted.id} EXECUTE AS ${str(news.executeAs) ?? "OWNER"}`);
      await alter(wanted.id, news, changed, call);
      return wanted.id;
    },
    delete: (id, _state, call) => drop(call, what, signatureOf(id).id),
  });
};
