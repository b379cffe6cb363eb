import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** What no upload ever needs: caches, version control, notebooks' leftovers. Hidden names are left out, too. */
const never = /^(?:__pycache__|node_modules|.*\.egg-info|.*\.py[co])$/;

/**
 * Every file below a folder of the project, as paths relative to the project with `/`, in order. Links are followed as
 * long as they stay in the project; `strays` gets the others.
 */
export function filesBelow(project: string, folder: string, strays: string[]): string[] {
  const root = realpathSync(project);
  const found: string[] = [];
  const visit = (path: string, above: readonly string[]): void => {
    for (const name of readdirSync(join(project, path)).sort()) {
      if (name.startsWith(".") || never.test(name)) continue;
      const at = path === "" ? name : `${path}/${name}`;
      const full = join(project, at);
      const isLink = lstatSync(full).isSymbolicLink();
      const target = isLink ? targetOf(full) : full;
      if (isLink && (target === undefined || !isInside(root, target))) strays.push(at);
      else if (!statSync(full).isDirectory()) found.push(at);
      // A link to a folder it lies in would never end.
      else if (!above.includes(realpathSync(full))) visit(at, [...above, realpathSync(full)]);
    }
  };
  visit(folder, [root, realpathSync(join(project, folder))]);
  return found;
}

function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && way !== path;
}
