import { syntaxError } from "../../core/errors";
import type { Moment, Travel } from "./ast";
import { readExpression, type ParseContext } from "./expressions";

const OPTIONS = ["TIMESTAMP", "OFFSET", "STATEMENT", "STREAM"] as const;

/** `[CHANGES (INFORMATION => ..)] AT | BEFORE (..) [END (..)]` after a table's name, if it is there. */
export function readTravel(context: ParseContext): Travel | undefined {
  const { stream } = context;
  const opens = (word: string): boolean => stream.atWords(word) && stream.peek(1)?.value === "(";
  const moment = (): Moment | undefined => {
    const word = (["AT", "BEFORE"] as const).find(opens);
    return word === undefined ? undefined : readMoment(context, word);
  };
  const early = moment();
  if (!opens("CHANGES")) return early && { start: early };
  stream.expect("CHANGES");
  stream.expectSymbol("(");
  stream.expect("INFORMATION");
  stream.expectSymbol("=>");
  const information = stream.takeOne(["DEFAULT", "APPEND_ONLY"] as const);
  if (information === undefined) throw stream.unexpected("DEFAULT or APPEND_ONLY");
  stream.expectSymbol(")");
  const start = early ?? moment();
  if (start === undefined)
    throw syntaxError("CHANGES needs AT (..) or BEFORE (..): where the changes begin.");
  const end = opens("END") ? readMoment(context, "END") : undefined;
  return { start, changes: { information, ...(end && { end }) } };
}

function readMoment(context: ParseContext, word: Moment["word"]): Moment {
  const { stream } = context;
  stream.expect(word);
  stream.expectSymbol("(");
  const option = stream.takeOne(OPTIONS);
  if (option === undefined) throw stream.unexpected(OPTIONS.join(", "));
  stream.expectSymbol("=>");
  const value = readExpression(context);
  stream.expectSymbol(")");
  return { word, option, value };
}
