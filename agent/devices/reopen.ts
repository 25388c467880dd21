import { Type } from "typebox";
import type { CommandDescriptor } from "../../contract/index.ts";

/** How long the port stays shut, ms: a device must be able to notice that its master went away, or it will not begin anew. */
export const quietMs = 1_500;

/** What the agent itself offers for every device on a line: close and open the port from scratch, identify, poll. Moves nothing in the device. */
export const reopenPort: CommandDescriptor = {
  name: "reopenPort",
  title: "Close and open the port from scratch",
  disturbs: "device",
  automatic: true,
  resets: true,
  timeoutMs: 30_000,
  args: Type.Object({}, { additionalProperties: false }),
};
