import { createHash } from "node:crypto";
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

/** Tells the service worker which files this build is made of. */
const toldToWorker = (): Plugin => ({
  name: "told-to-worker",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") this.error("there is no service worker in this build");
      const files = Object.keys(bundle).filter((name) => /^assets\/.+\.(js|css)$/.test(name));
      const version = createHash("sha256")
        .update([...files.sort(), worker.code].join())
        .digest("hex")
        .slice(0, 16);
      const told = files.map((name) => `/${name}`).join(" ");
      worker.code = worker.code.replace("%VERSION%", version).replace("%FILES%", told);
    },
  },
});

/** Its address is its own: it rules over what lies below it, and is looked for there for ever. */
const entries = { index: "index.html", sw: "offline/worker.ts" } as const;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), toldToWorker(), precompressed()],
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
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, here(path)])),
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
