import { bytesHoldCardData } from "../../contract/index.ts";
import type { Direction } from "../../drivers/port/wiretap.ts";

type MayShow = (frame: Uint8Array) => boolean;

/** Bytes of one direction until the direction changes: about a frame. */
interface Burst {
  readonly direction: Direction;
  bytes: Buffer;
}

const maxBursts = 64;
const maxBytes = 190;
const marks: Record<Direction, string> = { sent: ">", received: "<" };

const shown = ({ direction, bytes }: Burst, mayShow: MayShow): string => {
  const hidden = !mayShow(bytes) || bytesHoldCardData(bytes);
  if (hidden) return `${marks[direction]} ‹${bytes.length} bytes hidden›`;
  const hex = bytes
    .subarray(0, maxBytes)
    .toString("hex")
    .toUpperCase()
    .replace(/(..)(?=.)/g, "$1 ");
  return `${marks[direction]} ${hex}${bytes.length > maxBytes ? ` …+${bytes.length - maxBytes}` : ""}`;
};

/** The last things said on a line while somebody listened. Bounded. */
export interface FrameLog {
  heard(direction: Direction, bytes: Uint8Array): void;
  /** Starts to listen; call the answer to get the lines and stop. */
  record(): () => string[];
}

export const frameLog = (mayShow: MayShow = () => true): FrameLog => {
  let bursts: Burst[] | undefined;
  return {
    heard(direction, bytes) {
      if (!bursts) return;
      const last = bursts.at(-1);
      if (last?.direction === direction && last.bytes.length + bytes.length <= 1024)
        last.bytes = Buffer.concat([last.bytes, bytes]);
      else bursts.push({ direction, bytes: Buffer.from(bytes) });
      if (bursts.length > maxBursts) bursts.shift();
    },
    record() {
      const mine: Burst[] = [];
      bursts = mine;
      return () => {
        if (bursts === mine) bursts = undefined;
        return mine.map((burst) => shown(burst, mayShow));
      };
    },
  };
};
