import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** What lies where below a made `/`: a text or bytes is a file, `{ to }` a link (made relative where it leads into the tree), `{ mode }` a closed folder. */
export type Planted = string | Uint8Array | { readonly to: string; readonly raw?: true } | { readonly mode: number };

/** Makes files and links below `root`: a sysfs, `/dev` and `/proc` as a kernel would show them. */
export const plant = (root: string, tree: Readonly<Record<string, Planted>>): void => {
  for (const [path, what] of Object.entries(tree)) {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof what === "string" || what instanceof Uint8Array) writeFileSync(at, what);
    else if ("to" in what) symlinkSync(what.raw ? what.to : relative(dirname(at), join(root, what.to)), at);
    else {
      mkdirSync(at, { recursive: true });
      chmodSync(at, what.mode);
    }
  }
};
