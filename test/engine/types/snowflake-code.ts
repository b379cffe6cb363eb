import { asset } from "@pulumi/pulumi";
import { snowflake } from "../../../provider/sdk";
import type { Failing, TypeCase } from "./case";
import { home } from "./world";

const line = (word: string) => `NOTE = "${word}"\n`;
const text = (value: string) => `'${value}'`;

export const codeCases: readonly TypeCase[] = [
  {
    token: "floe:snowflake:StageFile",
    name: "file",
    imported: "update source",
    replaces: true,
    declare: ({ variant, hidden, options }) =>
      new snowflake.StageFile(
        "file",
        {
          ...home,
          stage: variant === "elsewhere" ? "OTHER_CODE" : "CODE",
          name: "notes.py",
          source: hidden(variant === "first" ? "content" : "new content", line).apply(
            (content) => new asset.StringAsset(content),
          ),
          retain: variant === "first" ? 1 : 0,
        },
        options,
      ),
  },
  {
    token: "floe:snowflake:PythonProcedure",
    name: "procedure",
    imported: "update arguments[1].default code comment",
    replaces: true,
    declare: ({ variant, hidden, options, made }) =>
      new snowflake.PythonProcedure(
        "procedure",
        {
          ...home,
          name: "REMEMBER",
          arguments: [
            { name: "DAYS", type: variant === "elsewhere" ? "VARCHAR" : "NUMBER" },
            { name: "KIND", type: "VARCHAR", default: hidden("default", text) },
          ],
          returns: "VARCHAR",
          handler: "remember",
          code: hidden(
            variant === "first" ? "code" : "new code",
            (word) => `${line(word)}def remember(session, days, kind):\n    return NOTE\n`,
          ),
          imports: [made("file", snowflake.StageFile).path],
          comment: hidden("comment"),
          ...(variant === "first" ? {} : { logLevel: "WARN" as const, executeAs: "CALLER" as const }),
        },
        options,
      ),
  },
  {
    token: "floe:snowflake:PythonFunction",
    name: "function",
    imported: "update code comment",
    replaces: true,
    declare: ({ variant, hidden, options }) =>
      new snowflake.PythonFunction(
        "function",
        {
          ...home,
          name: variant === "elsewhere" ? "PLUS_TWO" : "PLUS",
          arguments: [{ name: variant === "first" ? "X" : "Y", type: "NUMBER" }],
          returns: "NUMBER",
          handler: "plus",
          code: hidden("code", (word) => `${line(word)}def plus(x):\n    return x + 1\n`),
          comment: hidden("comment"),
          ...(variant === "first"
            ? { volatility: "IMMUTABLE" as const }
            : { secure: true, runtimeVersion: "3.12" as const }),
        },
        options,
      ),
  },
  {
    token: "floe:snowflake:StorageIntegration",
    name: "lake",
    imported: "update allowedLocations[1] comment externalId roleArn",
    replaces: true,
    declare: ({ variant, hidden, options }) =>
      new snowflake.StorageIntegration(
        "lake",
        {
          name: variant === "elsewhere" ? "OTHER_LAKE" : "LAKE",
          allowedLocations: ["s3://lake/raw/", hidden("location", (word) => `s3://lake/${word}/`)],
          roleArn: hidden("role", (word) => `arn:aws:iam::123456789012:role/${word}`),
          externalId: hidden("external id"),
          comment: hidden("comment"),
          ...(variant === "first" ? { blockedLocations: ["s3://lake/raw/private/"] } : { enabled: false }),
        },
        options,
      ),
  },
];

export const failingCode: readonly Failing[] = [
  {
    token: "floe:snowflake:StageFile",
    name: "file",
    declare: ({ hidden, options }) =>
      new snowflake.StageFile(
        "file",
        {
          ...home,
          stage: hidden("stage"),
          name: "notes.py",
          source: hidden("content", line).apply((content) => new asset.StringAsset(content)),
        },
        options,
      ),
    says: /\[secret\]/,
  },
  {
    token: "floe:snowflake:PythonProcedure",
    name: "procedure",
    declare: ({ hidden, options }) =>
      new snowflake.PythonProcedure(
        "procedure",
        {
          ...home,
          name: "BROKEN",
          arguments: [
            { name: "KIND", type: "VARCHAR", default: hidden("default", (word) => `NO_SUCH(${word}`) },
          ],
          returns: "VARCHAR",
          handler: "remember",
          code: hidden("code", (word) => `def remember(session, kind):\n    return ${word}(\n`),
        },
        options,
      ),
    says: /REMEMBER|BROKEN|procedure|syntax/i,
  },
  {
    token: "floe:snowflake:PythonFunction",
    name: "function",
    declare: ({ hidden, options }) =>
      new snowflake.PythonFunction(
        "function",
        {
          ...home,
          name: "BROKEN",
          returns: "NUMBER",
          handler: "plus",
          code: hidden("code", (word) => `${line(word)}def plus():\n    return 1\n`),
          packages: [hidden("package", (word) => `no-${word.toLowerCase()}`)],
        },
        options,
      ),
    says: /\[secret\]/,
  },
  {
    token: "floe:snowflake:StorageIntegration",
    name: "lake",
    declare: ({ hidden, options }) =>
      new snowflake.StorageIntegration(
        "lake",
        {
          name: "BROKEN_LAKE",
          allowedLocations: [hidden("location", (word) => `s3://lake/${word.toLowerCase()}/`)],
          roleArn: "arn:aws:iam::123456789012:role/lake",
          externalId: hidden("external id"),
          role: hidden("owner"),
        },
        options,
      ),
    says: /\[secret\]/,
  },
];
