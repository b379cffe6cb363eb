import { realpathSync } from "node:fs";
import { sep } from "node:path";
import ts from "typescript";

const shared = new Map<string, ts.SourceFile | undefined>();

/**
 * What the compiler says of a consumer's files and of every declaration of ours that they reach: `skipLibCheck` would
 * hide a broken one. Others' declarations are read and not judged.
 */
export function problems(
  files: readonly string[],
  resolution: "node16" | "bundler",
  judged: string,
): string[] {
  const node = resolution === "node16";
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: node ? ts.ModuleKind.Node16 : ts.ModuleKind.ES2022,
    moduleResolution: node ? ts.ModuleResolutionKind.Node16 : ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    typeRoots: [`${judged}/node_modules/@types`],
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, language, ...rest) => {
      // Others' declarations are the same in both resolutions: parsed once.
      if (name.startsWith(judged) || !name.endsWith(".d.ts"))
        return disk.getSourceFile(name, language, ...rest);
      if (!shared.has(name)) shared.set(name, disk.getSourceFile(name, language, ...rest));
      return shared.get(name);
    },
  };
  const program = ts.createProgram(files, options, host);
  const ours = realpathSync(judged) + sep;
  return [
    ...program.getOptionsDiagnostics(),
    ...program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(ours))
      .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ].map(
    ({ file, messageText }) =>
      `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
  );
}

/** The JavaScript of a program, as its consumer's compiler would write it. */
export function transpiled(source: string, module: "CommonJS" | "ES2022"): string {
  const compilerOptions = { module: ts.ModuleKind[module], target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}
