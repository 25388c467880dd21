import { randomBytes } from "node:crypto";
import { chmod, chown, readFile } from "node:fs/promises";
import type { Clock } from "../../../contract/index.ts";
import { AppError } from "../../../contract/plain.ts";
import type { SerialLine } from "../../api.ts";
import { openPty, type VirtualPort } from "../pty.ts";
import { RealPort } from "./real-port.ts";
import { type ApplicationSide, Relay } from "./relay.ts";
import { mustBeFree, serveRelay } from "./server.ts";

export interface RelaySettings {
  /** The real port. */
  readonly port: string;
  readonly line: SerialLine;
  readonly baudRate: number;
  /** Name of the port the application opens: a symbolic link that is made here. */
  readonly application: string;
  /** Unix socket for the agent. */
  readonly socket: string;
  readonly memoryBytes: number;
  /** Group that may open the application's port; without one it belongs to us alone. */
  readonly group?: string;
}

export interface RelayEnv {
  readonly clock: Clock;
  readonly say: (text: string) => void;
}

export interface RunningRelay {
  readonly relay: Relay;
  /** Settles if the virtual port ends by itself: then nothing can be relayed any more. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const parityLetters = { none: "N", even: "E", odd: "O" } as const;
const lineText = ({ line, baudRate }: RelaySettings): string =>
  `${baudRate} ${line.dataBits}${parityLetters[line.parity]}${line.stopBits}${line.rtscts ? " RTS/CTS" : ""}`;

/** Bits on the line for one byte: start, data, parity, stop. */
const byteMsOf = ({ line, baudRate }: RelaySettings): number =>
  ((1 + line.dataBits + (line.parity === "none" ? 0 : 1) + line.stopBits) * 1000) / baudRate;

/** Number of a group, from the list of groups of this computer. Throws `AppError("usage")`. */
const groupId = async (name: string): Promise<number> => {
  const row = (await readFile("/etc/group", "utf8")).split("\n").find((line) => line.startsWith(`${name}:`));
  const id = Number(row?.split(":")[2]);
  if (row === undefined || !Number.isInteger(id)) throw new AppError("usage", `there is no group ${name}`);
  return id;
};

const shareWith = async (path: string, group: string | undefined): Promise<void> => {
  if (group === undefined) return;
  await chown(path, process.getuid?.() ?? -1, await groupId(group));
  await chmod(path, 0o660);
};

/** One gate for whoever wants the application to wait: it goes on when nobody wants it any more. */
const gateOf = (pty: VirtualPort): (() => Pick<ApplicationSide, "pause" | "resume">) => {
  let holders = 0;
  return () => {
    let holding = false;
    const hold = (wish: boolean): void => {
      if (holding === wish) return;
      holding = wish;
      holders += wish ? 1 : -1;
      if (holders === 0) pty.resume();
      else pty.pause();
    };
    return { pause: () => hold(true), resume: () => hold(false) };
  };
};

/** What is said of the real port, once for each change. */
const teller = (path: string, say: RelayEnv["say"]) => {
  let last = "";
  return (up: boolean, why: string): void => {
    const text = up ? `${path}: open` : `${path}: ${why}`;
    if (text !== last) say(text);
    last = text;
  };
};

/** Opens both ports and serves. Throws `AppError` `pty`, `socketInUse`, `relay`, `usage`; a real port that is away is waited for. */
export const startRelay = async (settings: RelaySettings, { clock, say }: RelayEnv): Promise<RunningRelay> => {
  await mustBeFree(settings.socket);
  const pty = await openPty(settings.application);
  const gate = gateOf(pty);
  const tell = teller(settings.port, say);
  let real: RealPort | undefined;
  const relay = new Relay({
    clock,
    application: { write: (bytes) => pty.write(bytes), ...gate() },
    device: { write: (bytes) => real?.write(bytes) ?? false },
    memoryBytes: settings.memoryBytes,
    byteMs: byteMsOf(settings),
  });
  const id = randomBytes(8).toString("hex");
  const hello = () => ({
    relay: id,
    port: settings.port,
    line: lineText(settings),
    t: clock.mono(),
    first: relay.passage.first,
    next: relay.passage.next,
    up: relay.up,
  });
  try {
    await shareWith(pty.path, settings.group);
    const server = await serveRelay({ relay, socket: settings.socket, hello });
    pty.onData((bytes) => relay.fromApplication(bytes));
    real = new RealPort({
      path: settings.port,
      line: settings.line,
      baudRate: settings.baudRate,
      clock,
      onData: (bytes) => relay.fromDevice(bytes),
      onState: (up, why) => {
        tell(up, why);
        relay.portIs(up, why);
      },
      application: gate(),
    });
    return {
      relay,
      ended: new Promise((resolve) => pty.onEnd(resolve)),
      async close() {
        await server.close();
        await pty.close();
        await real?.close();
      },
    };
  } catch (error) {
    await pty.close();
    throw error;
  }
};
