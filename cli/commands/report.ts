import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { CliError, exitCodes } from "../exit";
import type { Output } from "../output";
import { postSticky, pullRequest } from "../report/github";
import { readPreview } from "../report/preview";
import { comment, marker, render } from "../report/render";
import { destructive } from "../report/risks";

export interface ReportOptions {
  readonly stack: string;
  readonly errors?: string;
  readonly post?: boolean;
  readonly allowDestructive?: boolean;
}

/** `floe report`: a preview as Markdown, as the pull request's one comment, and as a gate against loss of data. */
export async function report(file: string, options: ReportOptions, output: Output): Promise<void> {
  if (!existsSync(file))
    throw new CliError(`no file ${file}: write it with \`pulumi preview --json > ${file}\``, exitCodes.usage);
  const errorText = options.errors && existsSync(options.errors) ? readFileSync(options.errors, "utf8") : "";
  const preview = readPreview(readFileSync(file, "utf8"), errorText);
  const text = render(options.stack, preview);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary) appendFileSync(summary, `${text}\n`);
  if (options.post) {
    const pr = pullRequest(process.env);
    const done = await postSticky(pr, marker(options.stack), comment(options.stack, preview, pr.runUrl));
    output.note(`comment ${done}`);
  }
  const lost = destructive(preview.changes);
  output.document({
    stack: options.stack,
    changes: preview.changes.length,
    errors: preview.errors,
    destructive: lost.map(({ name }) => name),
  });
  output.print(text);
  if (preview.errors.length > 0) throw new CliError(`the preview of ${options.stack} failed`);
  if (lost.length > 0 && !options.allowDestructive) {
    throw new CliError(
      `${lost.length} change(s) would lose data (${lost.map(({ name }) => name).join(", ")}): label the pull request to allow it (--allow-destructive)`,
    );
  }
}
