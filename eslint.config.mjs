import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Folders of the house and what each may import of ours. */
const allowed = {
  blueprints: [],
  components: ["blueprints"],
  constructs: ["blueprints"],
  provider: ["blueprints"],
  policies: ["blueprints"],
  stacks: ["blueprints", "components"],
  examples: ["blueprints", "components", "stacks"],
  local: ["blueprints", "provider"],
  cli: ["blueprints", "components", "stacks", "examples", "local", "provider"],
};
const folders = Object.keys(allowed);
const zones = folders.flatMap((folder) =>
  folders
    .filter((other) => other !== folder && !allowed[folder].includes(other))
    .map((other) => ({
      target: `./${folder}`,
      from: `./${other}`,
      // The typed classes of the native provider's resources are part of the components' vocabulary.
      ...(other === "provider" && folder !== "blueprints" ? { except: ["./sdk"] } : {}),
      message: `${folder}/ may import only ${[folder, ...allowed[folder]].join(", ")}`,
    })),
);

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/**",
      "**/dist/**",
      "docs/api/**",
      "types/**",
      ".floe/**",
      "**/*.js",
      "**/*.mjs",
      "**/*.mts",
      "**/*.cjs",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    rules: {
      "max-lines": ["error", { max: 400 }],
      "import-x/no-restricted-paths": ["error", { zones }],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "@pulumi/aws",
              message: "Import a subpath (@pulumi/aws/s3): the root makes type checking five times heavier.",
            },
          ],
        },
      ],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["test/**", "**/*.test.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off", "no-restricted-imports": "off" },
  },
);
