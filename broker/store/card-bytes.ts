import { blotCardData } from "../../contract/index.ts";

/** The same bytes, with what looks like card data in their characters blotted out (S7). */
export const blotCardBytes = (bytes: Uint8Array): Buffer =>
  Buffer.from(blotCardData(Buffer.from(bytes).toString("latin1")), "latin1");
