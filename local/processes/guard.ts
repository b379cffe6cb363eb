/**
 * A command that runs another and ends it when its standard input closes, which happens however this process ends.
 * For programs that do not watch their input themselves; where there is no shell, the command stays as it is.
 */
export function guarded(command: string, args: readonly string[]): { command: string; args: string[] } {
  if (process.platform === "win32") return { command, args: [...args] };
  return { command: "/bin/sh", args: ["-c", SCRIPT, "guard", command, ...args] };
}

/** Signals are sent to the whole group: the shell only outlives them, so that it answers with the program's end. */
const SCRIPT = `
trap : TERM INT HUP
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{ cat <&3 >/dev/null; kill -TERM $program 2>/dev/null; sleep 8; kill -KILL $program 2>/dev/null; } &
watcher=$!
exec 3<&-
while :; do
  wait $program
  code=$?
  kill -0 $program 2>/dev/null || break
done
kill -KILL $watcher 2>/dev/null
exit $code
`;
