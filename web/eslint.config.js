import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["src/gen/**", "test/**", "eslint.config.js"] },
  ...tseslint.configs.strict,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL(".", import.meta.url)) } } },
  {
    rules: {
      eqeqeq: "error",
      "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }, { property: "insertAdjacentHTML" }],
      "no-restricted-syntax": ["error", { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Words are text." }],
      // An amount becomes a number for a pixel only (parts/).
      "no-restricted-globals": ["error", { name: "parseFloat", message: "Amounts are exact texts (format.ts)." }],
    },
  },
);
