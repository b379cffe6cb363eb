import { standInTypes } from "../../local/providers/types";
import { table, type Output } from "../output";

/** `floe local types`: what the stand-in providers know and how honestly each type is played. */
export function localTypes(output: Output): void {
  output.document(standInTypes);
  const rows = standInTypes.map(({ provider, token, status, note }) => [provider, token, status, note ?? ""]);
  for (const line of table(["PROVIDER", "TYPE", "STATUS", "NOTE"], rows)) output.print(line);
  output.note("simulated: has its effect in the local cloud; recorded: kept and read back, without effect");
}
