import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

/** Every file that the page is made of, by its path, sorted. */
function sources(folder = "."): string[] {
  const inside = (name: string) => readdirSync(join(folder, name), { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name));
  return ["index.html", "package-lock.json", "vite.config.ts", ...inside("src"), ...inside("public")].map((f) => f.replaceAll("\\", "/")).sort();
}

/** FNV-1a of 64 bits, as the server's own. */
function fingerprint(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}

/** Leaves a list of the sources beside the page: a test of the server's crate tells when they have changed since. */
const stamp = { name: "stamp", closeBundle: () => writeFileSync("../page/sources.txt", sources().map((f) => `${fingerprint(readFileSync(f))} ${f}\n`).join("")) };

// Fixed names: the server embeds these files by name and tells versions apart by their contents.
export default defineConfig({
  base: "/",
  plugins: [stamp],
  publicDir: "public",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    outDir: "../page",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        entryFileNames: "assets/page.js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: (asset) => (asset.names.some((n) => n.endsWith(".css")) ? "assets/page.css" : "assets/[name][extname]"),
        inlineDynamicImports: true,
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8421" } },
});
