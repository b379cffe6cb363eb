import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { notFound, SnowflakeError } from "../core/errors";
import { taskDefinition } from "./definition";

/** The owner role has to hold EXECUTE TASK, and EXECUTE MANAGED TASK for a task without a warehouse. */
export async function requireExecuteTask(account: Account, task: CatalogObject): Promise<void> {
  const session = await account.createSession({ user: "SYSTEM", role: task.owner });
  try {
    const needed =
      taskDefinition(task).warehouse === undefined
        ? ["EXECUTE TASK", "EXECUTE MANAGED TASK"]
        : ["EXECUTE TASK"];
    const missing = needed.find((privilege) => !account.access.allows(session, privilege, "ACCOUNT", []));
    if (missing !== undefined)
      throw new SnowflakeError(
        "091089",
        "42501",
        `Cannot execute task, ${missing} privilege must be granted to owner role ${task.owner}`,
      );
  } finally {
    await account.closeSession(session);
  }
}

/** To run as a user the owner role needs IMPERSONATE on the user, and the user has to have the owner role. */
export async function requireImpersonation(account: Account, owner: string, user: string): Promise<void> {
  const { access, catalog } = account;
  if (catalog.find("USER", [user]) === undefined) throw notFound("User", user);
  const role = catalog.find("ROLE", [owner]);
  const [asOwner, asUser] = await Promise.all([
    account.createSession({ user: "SYSTEM", role: owner }),
    account.createSession({ user, role: "PUBLIC" }),
  ]);
  asUser.secondaryRoles = "ALL";
  try {
    if (!access.allows(asOwner, "IMPERSONATE", "USER", [user]))
      throw refused(user, `IMPERSONATE privilege on the user must be granted to owner role ${owner}`);
    if (role === undefined || !access.inherits(asUser, role))
      throw refused(user, `owner role ${owner} must be granted to the user`);
  } finally {
    await account.closeSession(asOwner);
    await account.closeSession(asUser);
  }
}

const refused = (user: string, why: string): SnowflakeError =>
  new SnowflakeError("091089", "42501", `Cannot execute task as user ${user}, ${why}`);
