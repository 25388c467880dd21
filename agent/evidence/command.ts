import { Type } from "typebox";
import { type CommandDescriptor, collectEvidence as name } from "../../contract/index.ts";

/** What the agent itself offers for every device: what it remembers of the last minutes, without a word to the device. */
export const collectEvidence: CommandDescriptor = {
  name,
  title: "Send recent frames, log lines and changes of health",
  disturbs: "nothing",
  automatic: true,
  resets: false,
  timeoutMs: 30_000,
  args: Type.Object(
    {
      minutes: Type.Integer({ minimum: 1, maximum: 1440, default: 15 }),
      all: Type.Boolean({ default: false, description: "frames of all devices, not only of this one" }),
    },
    { additionalProperties: false },
  ),
};
