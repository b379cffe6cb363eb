import type { Problems } from "../checks/problems";
import { isPlain } from "../checks/values";
import { checkName, nameRules, physicalName } from "../names";
import { runNameRoom } from "./transform";

/** A shorter begin could be that of somebody else's names by chance. */
const shortest = 3;
const longest = nameRules.trainingJob.max - runNameRoom;

/** Begin of the names of what a state machine makes at run time: the id of the run must fit after it. */
export function checkRunPrefix(problems: Problems, argument: string, prefix: string): void {
  if (!checkName(problems, argument, prefix, "trainingJob") || !isPlain(prefix)) return;
  problems.require(
    prefix.length >= shortest && prefix.length <= longest,
    argument,
    `"${prefix}" has ${prefix.length} characters, and names of jobs need ${shortest} to ${longest} before the id of the run`,
    `use the same for the endpoint and for its retraining, such as ${physicalName("trainingJob", [prefix.length < shortest ? "flights" : prefix], runNameRoom)}`,
  );
}
