import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { definition } from "../../../provider/definition";
import { pages } from "../../../provider/docs";

const root = join(__dirname, "..", "..", "..");
const folder = join(root, "docs", "provider");

describe("docs/provider", () => {
  it("is what the tables say: else run `npm run -s docs`", () => {
    const wanted = pages(definition);
    expect(readdirSync(folder).sort()).toEqual([...wanted.keys()].sort());
    for (const [file, text] of wanted) expect(readFileSync(join(folder, file), "utf8"), file).toBe(text);
  });

  it("has examples that compile", () => {
    const examples = new Map(
      definition.resources
        .filter(({ example }) => example !== undefined)
        .map(({ token, example = "" }) => [join(root, `${token.replaceAll(":", "-")}.ts`), example]),
    );
    expect(examples.size).toBe(definition.resources.length);
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      lib: ["lib.es2023.d.ts"],
      types: ["node"],
      // As an installed package is found.
      paths: {
        floe: [join(root, "components", "index.ts")],
        "floe/sdk": [join(root, "provider", "sdk", "index.ts")],
      },
    };
    const disk = ts.createCompilerHost(options);
    const host: ts.CompilerHost = {
      ...disk,
      getSourceFile: (name, language, ...rest) => {
        const text = examples.get(name);
        return text === undefined
          ? disk.getSourceFile(name, language, ...rest)
          : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
      },
      fileExists: (name) => examples.has(name) || disk.fileExists(name),
      readFile: (name) => examples.get(name) ?? disk.readFile(name),
    };
    const program = ts.createProgram([...examples.keys()], options, host);
    const problems = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file !== undefined && examples.has(file.fileName))
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    expect(problems).toEqual([]);
  }, 120_000);
});
