import type { Clock } from "../../contract/index.ts";
import type { SystemRoot } from "../api.ts";
import { Files } from "../system/files.ts";
import { Connectors } from "./connector.ts";

/** A file of sysfs is there at once, but a connector may be probed meanwhile, ms. */
const fileMs = 2_000;

/** One for each connected display; the setting is needed only where there are several. */
export const installed = async ({ root }: SystemRoot, clock: Clock): Promise<readonly { connector?: string }[]> => {
  const connectors = new Connectors({ root, clock, files: new Files(clock, fileMs) });
  const names = await connectors.connected(new AbortController().signal);
  return names.length === 1 ? [{}] : names.map((connector) => ({ connector }));
};
