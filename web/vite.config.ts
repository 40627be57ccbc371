import { readdirSync } from "node:fs";
import { defineConfig } from "vite";
import { head } from "./scripts/head.js";
import { precompress } from "./scripts/precompress.js";

/** Every html file beside this one is a page of its own: patient.html and staff.html share hashed chunks. */
const pages = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".html"));

export default defineConfig({
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [head(), precompress()],
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    assetsDir: "assets",
    // A data: URI would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
    rolldownOptions: { input: pages },
  },
});
