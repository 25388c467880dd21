import { Type } from "typebox";
import { terminalIdPattern } from "./topics.ts";

export const TerminalId = Type.String({
  pattern: terminalIdPattern,
  description: "terminal id; also MQTT client id and user name",
});
/** Names a device within its terminal: `printer`, `cash-1`. */
export const DeviceId = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,31}$" });
/** Names a command a driver offers: `reset`, `testPrint`. */
export const CommandName = Type.String({ pattern: "^[a-z][A-Za-z0-9]{0,31}$" });
/** A stream: one outbox lane of one outbox file, `<epoch>.<lane>`. Sequence numbers in it are gap-free from 1. */
export const StreamId = Type.String({ pattern: "^[0-9a-f]{16,32}\\.(urgent|routine)$" });
/** Contract version of a payload; a higher major is refused with a reason. */
export const Version = Type.Integer({ minimum: 1, description: "contract major version" });
export const contractVersion = 1;

/** Text in both languages of the house. */
export const Localized = Type.Object({ en: Type.String(), "zh-CN": Type.String() });
export type Localized = { en: string; "zh-CN": string };
export { type Language, languages } from "./vocabulary/languages.ts";
