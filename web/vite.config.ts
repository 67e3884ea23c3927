import { defineConfig, loadEnv, type Plugin } from "vite";
import said from "../core/finding/sentences.json";

// While one works on it, `npx vite` serves the page and passes calls on to the daemon at REGISSEUR_HTTP (README.md).
const daemon = loadEnv("", ".", "REGISSEUR_")["REGISSEUR_HTTP"];

// `sentences:en` and `sentences:nl`: the daemon's sentences, a file a language, so that nobody loads what he does not read.
const sentences: Plugin = {
  name: "sentences",
  resolveId: (id) => (id.startsWith("sentences:") ? `\0${id}` : undefined),
  load(id) {
    if (!id.startsWith("\0sentences:")) return undefined;
    const language = id.endsWith(":nl") ? "nl" : "en";
    const words = Object.fromEntries(Object.entries(said).map(([rule, one]) => [rule, one[language]]));
    return `export default JSON.parse(${JSON.stringify(JSON.stringify(words))});`;
  },
};

// The daemon serves what this makes. No inline script or style: the content policy refuses both.
export default defineConfig({
  plugins: [sentences],
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: { target: "es2022", cssTarget: "chrome123", assetsInlineLimit: 0, modulePreload: false, cssCodeSplit: false },
  server: daemon
    ? { proxy: { "^/regisseur\\.": { target: `http://${daemon}`, changeOrigin: true, headers: { origin: `http://${daemon}` } } } }
    : {},
});
