import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const outDir = fileURLToPath(new URL("../../dist/console/web", import.meta.url));
/** Smaller than this, compressing saves no packet. */
const smallest = 1000;

const compress = (file: string): void => {
  const content = readFileSync(file);
  if (content.length < smallest) return;
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
};

/** The broker sends what is compressed already: each file once here, as small as it gets. */
const precompressed = (): Plugin => {
  let assets = "";
  return {
    name: "precompressed",
    apply: "build",
    configResolved({ root, build }) {
      assets = resolve(root, build.outDir, "assets");
    },
    closeBundle() {
      for (const name of readdirSync(assets)) if (/\.(js|css|svg|json)$/.test(name)) compress(join(assets, name));
    },
  };
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), precompressed()],
  // The broker puts the nonce of each answer in its place.
  html: { cspNonce: "%NONCE%" },
  build: {
    outDir,
    emptyOutDir: true,
    target: "baseline-widely-available",
    modulePreload: { polyfill: false },
    // A `data:` image would be one more thing for the page's policy to allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
});
