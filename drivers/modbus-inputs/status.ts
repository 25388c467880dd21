import type { Availability } from "../../contract/index.ts";

export interface ExceptionMeaning {
  /** State of the component `module`. */
  readonly module: "ok" | "configurationError" | "inoperative" | "unknown";
  readonly availability: Availability;
  /** Ask again within the same poll. */
  readonly again: boolean;
  readonly code: string;
  readonly text: string;
}

/** Exception codes (modbus-io.md §3, §7; cash-box.md §7.3). */
export const exceptions: Readonly<Record<number, ExceptionMeaning>> = {
  0x01: {
    module: "configurationError",
    availability: "online",
    again: false,
    code: "illegalFunction",
    text: "the module does not know this function: it is another kind of module",
  },
  0x02: {
    module: "configurationError",
    availability: "online",
    again: false,
    code: "illegalAddress",
    text: "the module has no such addresses: start or count do not fit it",
  },
  0x03: {
    module: "configurationError",
    availability: "online",
    again: false,
    code: "illegalValue",
    text: "the module does not accept this quantity",
  },
  0x04: {
    module: "inoperative",
    availability: "online",
    again: false,
    code: "deviceFailure",
    text: "the module reports a failure of its own: replace it if it stays so",
  },
  0x05: {
    module: "unknown",
    availability: "busy",
    again: true,
    code: "acknowledged",
    text: "the module is still working on it",
  },
  0x06: { module: "unknown", availability: "busy", again: true, code: "busy", text: "the module is busy" },
  0x08: {
    module: "inoperative",
    availability: "online",
    again: false,
    code: "memoryParity",
    text: "the module reports a memory error",
  },
  0x0a: {
    module: "unknown",
    availability: "offline",
    again: false,
    code: "gatewayPath",
    text: "the gateway has no path to the module",
  },
  0x0b: {
    module: "unknown",
    availability: "offline",
    again: false,
    code: "gatewayTarget",
    text: "the gateway got no answer from the module",
  },
};

/** A code the sheet does not name says nothing about the module, and never that it is well. */
export const meaningOfException = (code: number): ExceptionMeaning =>
  exceptions[code] ?? {
    module: "unknown",
    availability: "online",
    again: false,
    code: "unknownException",
    text: `the module refused with the unknown code ${code.toString(16).toUpperCase().padStart(2, "0")}`,
  };
