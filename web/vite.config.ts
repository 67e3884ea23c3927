import { defineConfig, loadEnv } from "vite";

// While one works on it, `npx vite` serves the page and passes calls on to the daemon at REGISSEUR_HTTP (README.md).
const daemon = loadEnv("", ".", "REGISSEUR_")["REGISSEUR_HTTP"];

// The daemon serves what this makes. No inline script or style: the content policy refuses both.
export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: { target: "es2022", cssTarget: "chrome123", assetsInlineLimit: 0, modulePreload: false, cssCodeSplit: false },
  server: daemon
    ? { proxy: { "^/regisseur\\.": { target: `http://${daemon}`, changeOrigin: true, headers: { origin: `http://${daemon}` } } } }
    : {},
});
