import type { Account } from "../core/account";
import type { Session, Statement, StatementHandler } from "../core/cloud";
import type { Result } from "../core/result";
import { TokenStream } from "../ddl/stream";
import { chooseOverload, requireUsage, type Argument } from "./calls";
import type { Procedures } from "./procedure";
import { Interpreter } from "./scripting/interpreter";
import { outcomeResult } from "./scripting/outcome";
import { cellOf, textValue, toText, type Scalar } from "./scripting/values";

/** CALL procedure(arguments). */
export class CallHandler implements StatementHandler {
  readonly name = "call";

  constructor(
    private readonly account: Account,
    private readonly procedures: Procedures,
  ) {}

  matches(words: readonly string[]): boolean {
    return words[0] === "CALL";
  }

  async execute(statement: Statement, session: Session): Promise<Result> {
    const stream = new TokenStream(statement.sql);
    stream.expect("CALL");
    const name = stream.name();
    const texts = readArguments(stream);
    stream.end();
    const values = await this.evaluate(
      texts.map(({ text }) => text),
      statement,
      session,
    );
    const [only = ""] = name;
    const system = name.length === 1 ? this.account.extensions.systemFunctions.get(only) : undefined;
    if (system !== undefined) {
      const answer = await system(
        values.map(({ value }) =>
          typeof value === "bigint" || value instanceof Date ? String(value) : value,
        ),
        session,
      );
      return outcomeResult(textValue(typeof answer === "string" ? answer : JSON.stringify(answer)), only);
    }
    const args: Argument[] = texts.map((argument, index) => ({
      name: argument.name,
      value: values[index] ?? textValue(""),
    }));
    const routine = chooseOverload(this.account, "PROCEDURE", session.resolve(name, 3), args);
    requireUsage(this.account, session, routine);
    return this.procedures.call(routine, args, session, statement.signal);
  }

  private async evaluate(
    texts: readonly string[],
    statement: Statement,
    session: Session,
  ): Promise<readonly Scalar[]> {
    if (texts.length === 0) return [];
    const binds = statement.binds === undefined ? {} : { binds: statement.binds };
    const result = await this.account.query.run(`SELECT ${texts.join(", ")}`, session, {
      ...binds,
      signal: statement.signal,
    });
    return texts.map((_, index) => cellOf(result, 0, index));
  }
}

function readArguments(stream: TokenStream): { name: string | undefined; text: string }[] {
  return stream.list(() => {
    let name: string | undefined;
    if (stream.peek(1)?.kind === "symbol" && stream.peek(1)?.value === "=>") {
      name = stream.identifier();
      stream.expectSymbol("=>");
    }
    const from = stream.mark();
    let depth = 0;
    while (!stream.done && !(depth === 0 && (stream.atSymbol(",") || stream.atSymbol(")")))) {
      if (stream.atSymbol("(") || stream.atSymbol("[")) depth++;
      if (stream.atSymbol(")") || stream.atSymbol("]")) depth--;
      stream.next();
    }
    return { name, text: stream.text(from) };
  });
}

/** EXECUTE IMMEDIATE and anonymous blocks. */
export class ScriptHandler implements StatementHandler {
  readonly name = "script";

  constructor(private readonly account: Account) {}

  matches(words: readonly string[]): boolean {
    const [first, second] = words;
    if (first === "EXECUTE") return second === "IMMEDIATE";
    return (
      first === "DECLARE" ||
      (first === "BEGIN" && second !== undefined && !["TRANSACTION", "WORK", "NAME"].includes(second))
    );
  }

  async execute(statement: Statement, session: Session): Promise<Result> {
    const { query } = this.account;
    const interpreter = new Interpreter(
      (sql) => query.run(sql, session, { signal: statement.signal }),
      statement.signal,
    );
    const stream = new TokenStream(statement.sql);
    if (!stream.take("EXECUTE", "IMMEDIATE"))
      return outcomeResult(await interpreter.execute(statement.sql), "anonymous block");
    const from = stream.mark();
    const values: string[] = [];
    let text: string;
    if (stream.atString()) text = stream.string();
    else {
      while (!stream.done && !stream.atWords("USING")) stream.next();
      const binds = statement.binds === undefined ? {} : { binds: statement.binds };
      text = toText(cellOf(await query.run(`SELECT ${stream.text(from)}`, session, binds), 0, 0));
    }
    if (stream.take("USING")) values.push(...readArguments(stream).map((argument) => argument.text));
    stream.end();
    const sql = values.length === 0 ? text : withValues(text, values);
    if (/^\s*(?:DECLARE\b|BEGIN\b(?!\s*(?:;|TRANSACTION|WORK|NAME|$)))/i.test(sql))
      return outcomeResult(await interpreter.execute(sql), "anonymous block");
    return query.run(sql, session, { signal: statement.signal });
  }
}

const withValues = (sql: string, values: readonly string[]): string => {
  let at = 0;
  return sql.replace(/'(?:[^'\\]|''|\\.)*'|\?/g, (part) => (part === "?" ? (values[at++] ?? "NULL") : part));
};
