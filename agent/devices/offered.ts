import type { CommandDescriptor, EvidenceDevice } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import { hasPort } from "../../drivers/port/open.ts";
import type { DeviceSettings } from "../config/settings.ts";
import { collectEvidence } from "../evidence/command.ts";
import { reopenPort } from "./reopen.ts";

/** Opening anew is offered where there is something to open. On a shared line the application's port is never touched. */
export const offered = (
  { ownership }: DeviceSettings,
  { commands, line, shared }: Driver,
): readonly CommandDescriptor[] => {
  if (ownership === "tap") return [...commands.filter((c) => shared?.commands.includes(c.name)), collectEvidence];
  const own = commands.some((c) => c.name === reopenPort.name) || !hasPort(line);
  return own ? [...commands, collectEvidence] : [...commands, reopenPort, collectEvidence];
};

/** Of a card reader no frame is ever kept, whatever its driver lets through; and a device on no line says none. */
export const hearing = ({ deviceClass, line }: Driver): EvidenceDevice["heard"] =>
  deviceClass === "cardReader" ? "never" : hasPort(line) ? "kept" : "noLine";
