import { SnowflakeError } from "../../core/errors";
import type { Result } from "../../core/result";
import { typeText } from "../../tables/types";
import type { Block, Declaration, Step, Value } from "./ast";
import { isScriptType, parseBlock } from "./parser";
import { bindMarks, emptyOf, single } from "./held";
import type { Outcome } from "./outcome";
import { Scope } from "./scope";
import {
  cellOf,
  flagValue,
  isTrue,
  NULL,
  numberValue,
  textValue,
  toSql,
  toText,
  type Held,
  type Scalar,
} from "./values";

/** Runs one statement of the block. */
export type RunStatement = (sql: string) => Promise<Result>;

type Signal =
  | { readonly k: "return"; readonly value: Outcome }
  | { readonly k: "break" | "continue"; readonly label: string | undefined };

/** An exception raised by RAISE. */
class Raised extends SnowflakeError {
  constructor(
    readonly exception: string,
    readonly number: number,
    readonly text: string,
  ) {
    super(String(number).replace("-", ""), "P0001", `Uncaught exception of type '${exception}' : ${text}`);
  }
}

/** A guard against scripts that never end. */
const MOST_STEPS = 10_000_000;

export class Interpreter {
  private steps = 0;
  private handling: unknown;

  constructor(
    private readonly run: RunStatement,
    private readonly signal?: AbortSignal,
  ) {}

  /** Runs a block's text with the given variables. */
  async execute(script: string, variables: ReadonlyMap<string, Scalar> = new Map()): Promise<Outcome> {
    const block = parseBlock(script);
    const scope = new Scope();
    for (const [name, value] of Object.entries({
      SQLROWCOUNT: NULL,
      SQLFOUND: NULL,
      SQLNOTFOUND: NULL,
      SQLCODE: NULL,
      SQLERRM: NULL,
      SQLSTATE: NULL,
    }))
      scope.declare(name, value);
    for (const [name, value] of variables) scope.declare(name, value);
    const signal = await this.block(block, scope);
    return signal?.k === "return" ? signal.value : undefined;
  }

  private async block(block: Block, outer: Scope): Promise<Signal | undefined> {
    const scope = outer.inner();
    try {
      for (const declaration of block.declarations) await this.declare(declaration, scope);
      return await this.sequence(block.body, scope);
    } catch (error) {
      return this.handle(block, error, scope);
    }
  }

  private async handle(block: Block, error: unknown, scope: Scope): Promise<Signal | undefined> {
    if (this.signal?.aborted === true) throw error;
    const names = error instanceof Raised ? [error.exception] : ["STATEMENT_ERROR", "EXPRESSION_ERROR"];
    const handler =
      block.handlers.find((each) => each.names.some((name) => names.includes(name))) ??
      block.handlers.find((each) => each.names.includes("OTHER"));
    if (handler === undefined) throw error;
    const inner = scope.inner();
    const known = error instanceof SnowflakeError;
    inner.declare(
      "SQLCODE",
      numberValue(error instanceof Raised ? error.number : Number(known ? error.code : 603)),
    );
    inner.declare(
      "SQLERRM",
      textValue(
        error instanceof Raised ? error.text : error instanceof Error ? error.message : String(error),
      ),
    );
    inner.declare("SQLSTATE", textValue(known ? error.sqlState : "XX000"));
    const before = this.handling;
    this.handling = error;
    try {
      return await this.sequence(handler.body, inner);
    } finally {
      this.handling = before;
    }
  }

  private async declare(declaration: Declaration, scope: Scope): Promise<void> {
    switch (declaration.k) {
      case "exception": {
        scope.declare(declaration.name, {
          k: "exception",
          code: declaration.code,
          message: declaration.message,
        });
        return;
      }
      case "cursor": {
        scope.declare(declaration.name, {
          k: "cursor",
          source: declaration.source,
          result: undefined,
          at: 0,
        });
        return;
      }
      case "variable": {
        const { name, type, value } = declaration;
        if (value === undefined) {
          scope.declare(name, emptyOf(type));
          return;
        }
        const given = await this.value(value, scope);
        const held = isScriptType(type) ? given : single(given);
        scope.declare(
          name,
          held.k === "scalar" && type !== undefined && !isScriptType(type)
            ? await this.cast(held, type)
            : held,
        );
      }
    }
  }

  private async cast(value: Scalar, type: string): Promise<Scalar> {
    return this.evaluate(`CAST(${toSql(value)} AS ${type})`, undefined);
  }

  private async value(value: Value, scope: Scope): Promise<Held> {
    if (value.k === "expression") return this.evaluate(value.text, scope);
    return { k: "rows", result: await this.statement(value.statement, scope) };
  }

  /** Evaluates an expression; without a scope its text is complete. */
  private async evaluate(text: string, scope: Scope | undefined): Promise<Scalar> {
    const name = /^\s*:?([A-Za-z_][\w$]*)\s*$/.exec(text)?.[1]?.toUpperCase();
    const held = name === undefined ? undefined : scope?.find(name);
    if (held?.k === "scalar") return held;
    const sql = scope === undefined ? text : scope.substitute(text, true);
    const result = await this.run(`SELECT ${sql}`);
    return cellOf(result, 0, 0);
  }

  private async sequence(steps: readonly Step[], scope: Scope): Promise<Signal | undefined> {
    for (const step of steps) {
      const signal = await this.step(step, scope);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  private async step(step: Step, scope: Scope): Promise<Signal | undefined> {
    if (this.signal?.aborted === true) throw new SnowflakeError("000604", "57014", "SQL execution canceled");
    if (++this.steps > MOST_STEPS)
      throw new SnowflakeError("000605", "57014", `The script ran more than ${MOST_STEPS} steps.`);
    switch (step.k) {
      case "block":
        return this.block(step, scope);
      case "let":
        await this.declare(step.declaration, scope);
        return undefined;
      case "assign": {
        const target = scope.get(step.name);
        const given = await this.value(step.value, scope);
        const value = target.k === "scalar" ? single(given) : given;
        scope.assign(step.name, value.k === "scalar" ? await this.keepType(target, value) : value);
        return undefined;
      }
      case "return":
        return { k: "return", value: await this.returned(step, scope) };
      case "if":
        for (const branch of step.branches)
          if (isTrue(await this.evaluate(branch.condition, scope)))
            return this.sequence(branch.body, scope.inner());
        return this.sequence(step.otherwise, scope.inner());
      case "case":
        return this.choose(step, scope);
      case "count":
      case "each":
      case "while":
      case "repeat":
      case "loop":
        return this.loop(step, scope);
      case "break":
      case "continue":
        return { k: step.k, label: step.label };
      case "raise":
        return this.raise(step.name, scope);
      case "open":
      case "fetch":
      case "close":
        await this.cursor(step, scope);
        return undefined;
      case "nothing":
        return undefined;
      case "immediate":
      case "sql":
        await this.statement(step, scope);
        return undefined;
    }
  }

  /** A variable that was declared with a type keeps it. */
  private async keepType(before: Held, value: Scalar): Promise<Scalar> {
    if (
      before.k !== "scalar" ||
      before.type.kind === value.type.kind ||
      before === NULL ||
      value.value === null
    )
      return value;
    if (before.type.kind === "text" && before.value === null) return value;
    return this.cast(value, typeText(before.type));
  }

  private raise(name: string | undefined, scope: Scope): never {
    if (name === undefined) {
      if (this.handling !== undefined)
        throw this.handling instanceof Error ? this.handling : new Error("RAISE outside of a handler");
      throw new SnowflakeError(
        "001003",
        "42000",
        "RAISE without a name is allowed in exception handlers only",
      );
    }
    const held = scope.get(name);
    if (held.k !== "exception") throw new SnowflakeError("001003", "42000", `'${name}' is no exception`);
    throw new Raised(name, held.code, held.message);
  }

  private async returned(step: Extract<Step, { k: "return" }>, scope: Scope): Promise<Outcome> {
    if (step.text === undefined) return undefined;
    if (!step.table) {
      const held = scope.find(step.text.replace(/^:/, "").toUpperCase());
      return held?.k === "rows" ? held : this.evaluate(step.text, scope);
    }
    const name = step.text.replace(/^:/, "").trim().toUpperCase();
    const held = scope.find(name);
    if (held?.k === "rows") return held;
    if (held?.k === "cursor")
      return { k: "rows", result: held.result ?? (await this.run(scope.substitute(held.source, false))) };
    return { k: "rows", result: await this.run(scope.substitute(step.text, false)) };
  }

  private async choose(step: Extract<Step, { k: "case" }>, scope: Scope): Promise<Signal | undefined> {
    for (const branch of step.branches) {
      const condition =
        step.subject === undefined ? branch.condition : `(${step.subject}) = (${branch.condition})`;
      if (isTrue(await this.evaluate(condition, scope))) return this.sequence(branch.body, scope.inner());
    }
    return step.otherwise === undefined ? undefined : this.sequence(step.otherwise, scope.inner());
  }

  private async loop(
    step: Extract<Step, { k: "count" | "each" | "while" | "repeat" | "loop" }>,
    scope: Scope,
  ): Promise<Signal | undefined> {
    for await (const inner of this.rounds(step, scope)) {
      const signal = await this.sequence(step.body, inner);
      if (signal?.k === "return") return signal;
      const mine = signal === undefined || signal.label === undefined || signal.label === step.label;
      if (!mine) return signal;
      if (signal?.k === "break") return undefined;
      if (step.k === "repeat" && isTrue(await this.evaluate(step.until, inner))) return undefined;
    }
    return undefined;
  }

  private async *rounds(
    step: Extract<Step, { k: "count" | "each" | "while" | "repeat" | "loop" }>,
    scope: Scope,
  ): AsyncGenerator<Scope> {
    if (step.k === "count") {
      const [from, to] = [
        Number(toText(await this.evaluate(step.from, scope))),
        Number(toText(await this.evaluate(step.to, scope))),
      ];
      const numbers = Array.from(
        { length: Math.max(0, Math.floor(to) - Math.ceil(from) + 1) },
        (_, index) => Math.ceil(from) + index,
      );
      for (const number of step.reverse ? numbers.reverse() : numbers)
        yield this.with(scope, step.variable, numberValue(number));
      return;
    }
    if (step.k === "each") {
      const result = await this.rowsOf(step.source, scope);
      for (let index = 0; index < result.rows.length; index++)
        yield this.with(scope, step.variable, { k: "row", result, index });
      return;
    }
    while (step.k !== "while" || isTrue(await this.evaluate(step.condition, scope))) {
      this.steps++;
      yield scope.inner();
    }
  }

  private with(scope: Scope, name: string, value: Held): Scope {
    const inner = scope.inner();
    inner.declare(name, value);
    return inner;
  }

  private async rowsOf(source: string, scope: Scope): Promise<Result> {
    const held = scope.find(
      source
        .replace(/^\(|\)$/g, "")
        .trim()
        .toUpperCase(),
    );
    if (held?.k === "rows") return held.result;
    if (held?.k === "cursor") return held.result ?? this.run(scope.substitute(held.source, false));
    return this.run(scope.substitute(source.replace(/^\(([\s\S]*)\)$/, "$1"), false));
  }

  private async cursor(step: Extract<Step, { k: "open" | "fetch" | "close" }>, scope: Scope): Promise<void> {
    const held = scope.get(step.cursor);
    if (held.k !== "cursor") throw new SnowflakeError("001003", "42000", `'${step.cursor}' is no cursor`);
    if (step.k === "close") held.result = undefined;
    else if (step.k === "open") {
      const using: string[] = [];
      for (const expression of step.using) using.push(toSql(await this.evaluate(expression, scope)));
      const source = scope.find(held.source.toUpperCase());
      held.result =
        source?.k === "rows"
          ? source.result
          : await this.run(bindMarks(scope.substitute(held.source, false), using));
      held.at = 0;
    } else {
      const { result } = held;
      if (result === undefined)
        throw new SnowflakeError("000603", "24000", `Cursor '${step.cursor}' is not open`);
      if (held.at >= result.rows.length) return;
      step.into.forEach((name, column) => scope.assign(name, cellOf(result, held.at, column)));
      held.at++;
    }
  }

  private async statement(step: Step, scope: Scope): Promise<Result> {
    if (step.k === "immediate") {
      const using: string[] = [];
      for (const expression of step.using) using.push(toSql(await this.evaluate(expression, scope)));
      return this.count(
        await this.run(bindMarks(toText(await this.evaluate(step.text, scope)), using)),
        scope,
      );
    }
    if (step.k !== "sql") throw new SnowflakeError("001003", "42000", "a statement was expected");
    const result = this.count(await this.run(scope.substitute(step.text, false)), scope);
    if (step.into.length > 0) {
      if (result.rows.length !== 1)
        throw new SnowflakeError(
          "000603",
          "42601",
          `SELECT INTO needs a query that returns exactly one row; it returned ${result.rows.length}.`,
        );
      step.into.forEach((name, column) => scope.assign(name, cellOf(result, 0, column)));
    }
    return result;
  }

  /** Sets SQLROWCOUNT, SQLFOUND and SQLNOTFOUND after a statement. */
  private count(result: Result, scope: Scope): Result {
    const dml = ["insert", "update", "delete", "merge"].includes(result.kind);
    const rows = dml
      ? (result.rows[0] ?? []).reduce<number>((sum, cell) => sum + Number(cell ?? 0), 0)
      : result.rows.length;
    scope.assign("SQLROWCOUNT", dml ? numberValue(rows) : NULL);
    scope.assign("SQLFOUND", dml ? flagValue(rows > 0) : NULL);
    scope.assign("SQLNOTFOUND", dml ? flagValue(rows === 0) : NULL);
    return result;
  }
}
