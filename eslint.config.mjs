import { defineConfig, globalIgnores } from "eslint/config";
import js from "@eslint/js";
import nextVitals from "eslint-config-next/core-web-vitals";
import playwright from "eslint-plugin-playwright";
import tseslint from "typescript-eslint";

const actionShape =
  "Export defineAction({ permission, input, run }) or definePublicAction({ input, run }).";

const purity = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Take `now` as an argument.",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take `now` as an argument.",
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "Take a random source as an argument.",
  },
];

export default defineConfig([
  globalIgnores([
    ".next*/**",
    "dist/**",
    ".data/**",
    "lib/db/generated/**",
    "next-env.d.ts",
    "**/*.cjs",
    "**/*.mjs",
  ]),
  js.configs.recommended,
  nextVitals,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ["error", 12],
      "max-params": ["error", 3],
      "no-console": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/ban-ts-comment": [
        "error",
        { "ts-expect-error": "allow-with-description" },
      ],
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Read lib/env.ts instead." },
      ],
    },
  },
  {
    files: ["app/**/actions.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "ExportNamedDeclaration > FunctionDeclaration", message: actionShape },
        {
          selector:
            "ExportNamedDeclaration > VariableDeclaration > VariableDeclarator:not([init.callee.name=/^define(Public)?Action$/])",
          message: actionShape,
        },
      ],
    },
  },
  {
    files: ["app/**"],
    ignores: ["app/_ui/link.tsx"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          name: "next/link",
          message: "Use app/_ui/link: Next's own prefetches every visible row.",
        },
      ],
    },
  },
  {
    files: ["**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 120, skipBlankLines: true }] },
  },
  { files: ["lib/env.ts"], rules: { "no-restricted-properties": "off" } },
  { files: ["lib/tracker/**"], rules: { "no-restricted-syntax": ["error", ...purity] } },
  {
    files: ["tests/**", "**/*.test.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-restricted-properties": "off",
      "no-restricted-syntax": "off",
      "no-console": "off",
    },
  },
  { files: ["tests/e2e/**"], ...playwright.configs["flat/recommended"] },
]);
