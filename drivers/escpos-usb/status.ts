import type { DeviceCode, Reading } from "../api.ts";
import { hex } from "../wire/fields.ts";
import type { PortStatus } from "./codec.ts";

type Row = readonly [component: string, state: string, holds: (s: PortStatus) => boolean, mask: number, text: string];

/** What GET_PORT_STATUS says when the bulk pair says nothing: a printer that has stopped takes no more bytes once its buffer is full (sheet §3, §8). */
const rows: readonly Row[] = [
  ["paper", "out", (s) => s.paperEmpty, 0x20, "paper empty"],
  // An error that is not the paper's: which one only DLE EOT could tell.
  ["mechanism", "inoperative", (s) => s.error && !s.paperEmpty, 0x08, "error (bit clear)"],
];

const code = (byte: number): string => `GET_PORT_STATUS ${hex(Uint8Array.of(byte))}`;

/** Components a printer can have that the port status says nothing of. */
const others = ["cover", "cutter", "head", "feedButton"] as const;

/** A reading from the port status alone; undefined if it names nothing wrong: then nothing explains the silence. */
export const readingOf = (status: PortStatus): Omit<Reading, "measures"> | undefined => {
  const bad = rows.filter(([, , holds]) => holds(status));
  if (bad.length === 0 && status.selected) return undefined;
  const named = bad.map(([component, state]) => [
    component,
    { state, vendorCode: code(status.byte), frame: hex(Uint8Array.of(status.byte)) },
  ]);
  const unknown = ["paper", "mechanism", ...others].map((component) => [component, { state: "unknown" }]);
  return {
    availability: bad.length > 0 ? "online" : "busy",
    because: {
      code: "stoppedWithFullBuffer",
      text: "the printer takes no more data; this is what its USB port says",
    },
    components: Object.fromEntries([...unknown, ...named]),
    money: "safe",
  };
};

export const portCodes: readonly DeviceCode[] = [
  ...rows.map(
    ([component, state, , mask, text]): DeviceCode => ({
      code: `GET_PORT_STATUS bit ${hex(Uint8Array.of(mask))}`,
      text: `${text}, told only while the printer takes no data`,
      component,
      state,
    }),
  ),
  {
    code: "GET_PORT_STATUS bit 10",
    text: "not selected (bit clear), told only while the printer takes no data",
    availability: "busy",
  },
];
