import { syntaxError } from "../../core/errors";
import { TokenStream } from "../../ddl/stream";
import type { Block, Branch, Declaration, Handler, Step, Value } from "./ast";

const TYPES = ["RESULTSET", "CURSOR", "EXCEPTION"];

/** Reads a scripting block: `[DECLARE ..] BEGIN .. [EXCEPTION ..] END`. */
export function parseBlock(text: string): Block {
  const parser = new ScriptParser(new TokenStream(text));
  return parser.whole();
}

class ScriptParser {
  constructor(private readonly stream: TokenStream) {}

  whole(): Block {
    const block = this.block();
    this.stream.takeSymbol(";");
    this.stream.end();
    return block;
  }

  private block(): Block {
    const { stream } = this;
    const declarations: Declaration[] = [];
    if (stream.take("DECLARE"))
      while (!stream.atWords("BEGIN")) {
        declarations.push(this.declaration(false));
        stream.expectSymbol(";");
      }
    stream.expect("BEGIN");
    const body = this.steps(["END", "EXCEPTION"]);
    const handlers: Handler[] = [];
    if (stream.take("EXCEPTION"))
      while (stream.take("WHEN")) {
        const names = [stream.identifier()];
        while (stream.take("OR")) names.push(stream.identifier());
        if (stream.take("EXIT") || stream.take("CONTINUE"))
          throw syntaxError("EXIT and CONTINUE handlers are not supported");
        stream.expect("THEN");
        handlers.push({ names, body: this.steps(["WHEN", "END"]) });
      }
    stream.expect("END");
    if (!stream.atSymbol(";") && stream.peek()?.kind === "word") stream.next();
    return { k: "block", declarations, body, handlers };
  }

  private steps(until: readonly string[]): Step[] {
    const steps: Step[] = [];
    while (!until.some((word) => this.stream.atWords(word))) {
      if (this.stream.done) throw this.stream.unexpected(until.join(" or "));
      steps.push(this.step());
      this.stream.expectSymbol(";");
    }
    return steps;
  }

  private declaration(let_: boolean): Declaration {
    const { stream } = this;
    const name = stream.identifier();
    if (stream.take("CURSOR")) {
      stream.expect("FOR");
      return { k: "cursor", name, source: this.until([";"]) };
    }
    if (stream.take("EXCEPTION")) {
      let [code, message] = [-20999, name];
      if (stream.takeSymbol("(")) {
        code = stream.integer();
        if (stream.takeSymbol(",")) message = stream.string();
        stream.expectSymbol(")");
      }
      return { k: "exception", name, code, message };
    }
    const type = this.until([";", ":=", "DEFAULT"]);
    if (stream.takeSymbol(":=") || stream.take("DEFAULT"))
      return { k: "variable", name, type: type === "" ? undefined : type, value: this.value() };
    if (let_ && type === "") throw stream.unexpected(":=");
    return { k: "variable", name, type: type === "" ? undefined : type, value: undefined };
  }

  private value(): Value {
    const { stream } = this;
    const mark = stream.mark();
    if (
      stream.takeSymbol("(") &&
      (stream.atWords("SELECT") ||
        stream.atWords("WITH") ||
        stream.atWords("EXECUTE", "IMMEDIATE") ||
        stream.atWords("SHOW") ||
        stream.atWords("CALL") ||
        stream.atWords("DESCRIBE"))
    ) {
      stream.reset(mark);
      const inner = new ScriptParser(new TokenStream(stream.parenthesised()));
      const statement = inner.step();
      if (inner.stream.done && stream.atSymbol(";")) return { k: "query", statement };
    }
    stream.reset(mark);
    return { k: "expression", text: this.until([";"]) };
  }

  /** Raw text up to one of these symbols or words outside parentheses and CASE .. END. */
  private until(ends: readonly string[]): string {
    const { stream } = this;
    const from = stream.mark();
    let depth = 0;
    while (!stream.done) {
      const token = stream.peek();
      const structural = token?.kind === "symbol" || token?.kind === "word";
      if (depth === 0 && structural && ends.includes(token.value)) break;
      if (token?.kind === "symbol")
        depth += ["(", "["].includes(token.value) ? 1 : [")", "]"].includes(token.value) ? -1 : 0;
      if (token?.kind === "word")
        depth += token.value === "CASE" ? 1 : token.value === "END" && depth > 0 ? -1 : 0;
      stream.next();
    }
    return stream.text(from);
  }

  private label(words: string): string | undefined {
    const { stream } = this;
    stream.expect(...words.split(" "));
    return stream.peek()?.kind === "word" ? stream.word() : undefined;
  }

  private step(): Step {
    const { stream } = this;
    const next = stream.peek(1);
    if (stream.atWords("DECLARE") || (stream.atWords("BEGIN") && !this.transaction())) return this.block();
    if (stream.peek()?.kind !== "string" && next?.kind === "symbol" && next.value === ":=") {
      const name = stream.identifier();
      stream.expectSymbol(":=");
      return { k: "assign", name, value: this.value() };
    }
    if (stream.take("LET")) return { k: "let", declaration: this.declaration(true) };
    if (stream.take("IF")) return this.conditional();
    if (stream.atWords("CASE")) return this.cases();
    if (stream.take("FOR")) return this.forLoop();
    if (stream.take("WHILE")) return this.whileLoop();
    if (stream.take("REPEAT")) {
      const body = this.steps(["UNTIL"]);
      stream.expect("UNTIL");
      const until = stream.parenthesised();
      return { k: "repeat", until, body, label: this.label("END REPEAT") };
    }
    if (stream.take("LOOP")) {
      const body = this.steps(["END"]);
      return { k: "loop", body, label: this.label("END LOOP") };
    }
    return this.plain();
  }

  private plain(): Step {
    const { stream } = this;
    if (stream.take("RETURN")) {
      if (stream.atSymbol(";")) return { k: "return", text: undefined, table: false };
      if (stream.atWords("TABLE") && stream.peek(1)?.value === "(") {
        stream.next();
        return { k: "return", text: stream.parenthesised(), table: true };
      }
      return { k: "return", text: this.until([";"]), table: false };
    }
    if (stream.take("BREAK") || stream.take("EXIT")) return { k: "break", label: this.optionalWord() };
    if (stream.take("CONTINUE") || stream.take("ITERATE"))
      return { k: "continue", label: this.optionalWord() };
    if (stream.take("RAISE")) return { k: "raise", name: this.optionalWord() };
    if (stream.take("NULL")) return { k: "nothing" };
    if (stream.take("OPEN")) {
      const cursor = stream.identifier();
      return {
        k: "open",
        cursor,
        using: stream.take("USING") ? stream.list(() => this.until([",", ")"])) : [],
      };
    }
    if (stream.take("FETCH")) {
      const cursor = stream.identifier();
      stream.expect("INTO");
      return { k: "fetch", cursor, into: this.targets() };
    }
    if (stream.take("CLOSE")) return { k: "close", cursor: stream.identifier() };
    if (stream.take("EXECUTE", "IMMEDIATE")) {
      const text = this.until([";", "USING"]);
      return {
        k: "immediate",
        text,
        using: stream.take("USING") ? stream.list(() => this.until([",", ")"])) : [],
      };
    }
    return this.sql();
  }

  private optionalWord(): string | undefined {
    return this.stream.peek()?.kind === "word" ? this.stream.word() : undefined;
  }

  private targets(): string[] {
    const names: string[] = [];
    do {
      this.stream.takeSymbol(":");
      names.push(this.stream.identifier());
    } while (this.stream.takeSymbol(","));
    return names;
  }

  /** A SQL statement; `SELECT .. INTO :a, :b FROM ..` and `CALL .. INTO :a` are cut apart. */
  private sql(): Step {
    const { stream } = this;
    const from = stream.mark();
    const head = stream.peek()?.value ?? "";
    if (!["SELECT", "WITH", "CALL"].includes(head)) return { k: "sql", text: this.until([";"]), into: [] };
    const before = this.until([";", "INTO"]);
    if (!stream.atWords("INTO")) return { k: "sql", text: stream.text(from), into: [] };
    stream.expect("INTO");
    const into = this.targets();
    const rest = this.until([";"]);
    return { k: "sql", text: `${before} ${rest}`, into };
  }

  private transaction(): boolean {
    const next = this.stream.peek(1);
    return (
      next === undefined ||
      next.value === ";" ||
      next.value === "TRANSACTION" ||
      next.value === "WORK" ||
      next.value === "NAME"
    );
  }

  private condition(): string {
    return this.stream.parenthesised();
  }

  private conditional(): Step {
    const { stream } = this;
    const branches: Branch[] = [];
    do {
      const condition = this.condition();
      stream.expect("THEN");
      branches.push({ condition, body: this.steps(["ELSEIF", "ELSE", "END"]) });
    } while (stream.take("ELSEIF"));
    const otherwise = stream.take("ELSE") ? this.steps(["END"]) : [];
    stream.expect("END", "IF");
    return { k: "if", branches, otherwise };
  }

  private cases(): Step {
    const { stream } = this;
    stream.expect("CASE");
    const subject = stream.atWords("WHEN")
      ? undefined
      : stream.atSymbol("(")
        ? stream.parenthesised()
        : this.until(["WHEN"]);
    const branches: Branch[] = [];
    while (stream.take("WHEN")) {
      const condition = this.until(["THEN"]);
      stream.expect("THEN");
      branches.push({ condition, body: this.steps(["WHEN", "ELSE", "END"]) });
    }
    const otherwise = stream.take("ELSE") ? this.steps(["END"]) : undefined;
    stream.expect("END");
    stream.take("CASE");
    return { k: "case", subject, branches, otherwise };
  }

  private forLoop(): Step {
    const { stream } = this;
    const variable = stream.identifier();
    stream.expect("IN");
    const reverse = stream.take("REVERSE");
    const first = stream.atSymbol("(") ? this.grouped() : this.until(["DO", "LOOP", "TO"]);
    const to = stream.take("TO") ? this.until(["DO", "LOOP"]) : undefined;
    const closing = stream.take("LOOP") ? "END LOOP" : (stream.expect("DO"), "END FOR");
    const body = this.steps(["END"]);
    const label = this.label(closing);
    if (to === undefined) return { k: "each", variable, source: first, body, label };
    return { k: "count", variable, reverse, from: first, to, body, label };
  }

  private grouped(): string {
    const from = this.stream.mark();
    this.until(["DO", "LOOP", "TO"]);
    return this.stream.text(from);
  }

  private whileLoop(): Step {
    const { stream } = this;
    const condition = this.condition();
    const closing = stream.take("LOOP") ? "END LOOP" : (stream.expect("DO"), "END WHILE");
    const body = this.steps(["END"]);
    return { k: "while", condition, body, label: this.label(closing) };
  }
}

export const isScriptType = (type: string | undefined): boolean => TYPES.includes((type ?? "").toUpperCase());
