import { quoteString } from "../../../blueprints/snowflake";
import type { Call } from "../../framework";
import { cell, type Session } from "../session";
import { folderOf, type Place } from "./place";
import type { Local } from "./prepare";
import { isWhole, versions } from "./versions";

/** How many files are under way at a time. */
const parallel = 4;

/**
 * Uploads a version. What is there already stays as it is: at its address lies its content. Answers how many files
 * were sent by calling `sent` after each.
 */
export async function upload(
  session: Session,
  place: Place,
  hash: string,
  files: readonly Local[],
  call: Call,
  sent: () => void,
): Promise<void> {
  const there = new Set(await present(session, place, hash, files));
  const waiting = files.filter((file) => !there.has(file.name)).reverse();
  let done = there.size;
  const work = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      await put(session, place, hash, file);
      sent();
      done += 1;
      call.status(`uploaded ${done} of ${files.length} files`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  const arrived = new Set(await present(session, place, hash, files));
  const missing = files.filter((file) => !arrived.has(file.name)).map((file) => file.name);
  if (missing.length > 0)
    throw new Error(`PUT reported success, but the stage lacks ${missing.slice(0, 5).join(", ")}`);
}

/** The names that lie at the version's address. Throws when one is there with another size: it is not ours. */
async function present(
  session: Session,
  place: Place,
  hash: string,
  files: readonly Local[],
): Promise<string[]> {
  const version = (await versions(session, place))?.find((each) => each.hash === hash);
  const staged = new Map(version?.files.map((file) => [file.name, file]));
  return files.flatMap((file) => {
    const found = staged.get(`${folderOf(place, hash)}/${file.name}`);
    if (found === undefined) return [];
    if (isWhole(found, file.size)) return [file.name];
    throw new Error(
      `@${place.stage}/${found.name} holds something else (${found.size} bytes, not ${file.size}): remove it, or choose another prefix`,
    );
  });
}

async function put(session: Session, place: Place, hash: string, file: Local): Promise<void> {
  const below = [folderOf(place, hash), ...file.name.split("/").slice(0, -1)].join("/");
  // No URL: PUT takes a path after file://, on Windows too, without percent signs.
  const local = `file://${file.path.replaceAll("\\", "/")}`;
  const rows = await session.run(
    `PUT ${quoteString(local)} ${quoteString(`@${place.stage}/${below}/`)} AUTO_COMPRESS = FALSE OVERWRITE = FALSE`,
  );
  const refused = rows.find((row) => !["UPLOADED", "SKIPPED"].includes(cell(row, "status").toUpperCase()));
  if (refused !== undefined)
    throw new Error(`${file.name} was not uploaded: ${cell(refused, "status")} ${cell(refused, "message")}`);
}
