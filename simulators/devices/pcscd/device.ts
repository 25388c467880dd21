import { mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { AppError } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";

/** pcsc-lite 1.9.9: winscard_msg.h, eventhandler.h, pcsclite.h; records as Debian 12's daemon sent them. */
const recordLength = 184;
const records = 16;
const command = { version: 0x11, readersState: 0x12 } as const;
const state = { unknown: 0x01, absent: 0x02, present: 0x04, mute: 0x08, powered: 0x10, negotiable: 0x20 } as const;
/** SCARD_E_SERVICE_STOPPED, said to a client of another version. */
const serviceStopped = 0x8010001e;

const faultTexts = {
  readerGone: "the reader is unplugged: the daemon has none",
  noCommunication: "the daemon cannot speak with the reader",
  mute: "every card is mute",
  stopped: "the daemon does not run: its socket is gone",
  deaf: "the daemon takes connections and says nothing",
  hangsUp: "the daemon hangs up in the middle of an answer",
  otherVersion: "the daemon speaks another version of its protocol",
} as const;
type Fault = keyof typeof faultTexts;
const isFault = (name: string): name is Fault => Object.hasOwn(faultTexts, name);

const actions = [
  { name: "insertCard", text: "somebody puts a card in" },
  { name: "takeCard", text: "the card is taken out" },
  { name: "connect", text: "the application connects to the card: {exclusive = false}" },
  { name: "disconnect", text: "the application lets the card go" },
] as const;

const atr = Uint8Array.of(0x3b, 0x68, 0x00, 0x00, 0x00, 0x73, 0xc8, 0x40, 0x12, 0x00, 0x90, 0x00);

class PcscdSimulation implements DeviceSimulation {
  readonly #path: string;
  readonly #name: string;
  readonly #faults = new Set<Fault>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #isPlugged = true;
  #hasCard: boolean;
  #events = 0;
  #sharing = 0;

  constructor({ folder, settings = {} }: SimulationEnv) {
    if (!folder) throw new AppError("simulator", "pcscd lives in a folder: serve it in one");
    this.#path = join(folder.path, "run/pcscd/pcscd.comm");
    this.#name = typeof settings.reader === "string" ? settings.reader : "OMNIKEY AG CardMan 3121 (SIM0001) 00 00";
    this.#hasCard = settings.card === true;
    this.#listen();
  }

  /** It hears no bytes of a line: programs come to its socket. */
  receive(_bytes: Uint8Array): void {
    return undefined;
  }

  inject(fault: string): void {
    if (!isFault(fault))
      throw new AppError(
        "unknownFault",
        `pcscd has no fault ${fault}; there are ${Object.keys(faultTexts).join(", ")}`,
      );
    this.#faults.add(fault);
    if (fault === "stopped") this.#hangUp();
  }

  clear(fault?: string): void {
    const wasStopped = this.#faults.has("stopped");
    if (fault === undefined) this.#faults.clear();
    else if (isFault(fault)) this.#faults.delete(fault);
    if (wasStopped && !this.#faults.has("stopped")) this.#listen();
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const acts: Record<(typeof actions)[number]["name"], () => void> = {
      insertCard: () => this.#card(true),
      takeCard: () => this.#card(false),
      connect: () => {
        this.#sharing = args.exclusive === true ? -1 : 1;
      },
      disconnect: () => {
        this.#sharing = 0;
      },
    };
    const act = Object.entries(acts).find(([name]) => name === action)?.[1];
    if (!act)
      throw new AppError("unknownAction", `pcscd has no action ${action}; there are ${Object.keys(acts).join(", ")}`);
    act();
  }

  powerCycle(): void {
    this.#events = 0;
    this.#sharing = 0;
  }

  state(): Record<string, unknown> {
    return { card: this.#hasCard, events: this.#events, sharing: this.#sharing, faults: [...this.#faults] };
  }

  plug(isIn: boolean): void {
    this.#isPlugged = isIn;
  }

  close(): void {
    this.#hangUp();
  }

  #card(isIn: boolean): void {
    if (this.#hasCard === isIn) return;
    this.#hasCard = isIn;
    this.#sharing = 0;
    this.#events += 1;
  }

  #listen(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    rmSync(this.#path, { force: true });
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.listen(this.#path);
  }

  #hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close();
    this.#server = undefined;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let heard = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      while (heard.length >= 8 && heard.length >= 8 + heard.readUInt32LE(0)) {
        const length = heard.readUInt32LE(0);
        this.#answer(socket, heard.readUInt32LE(4), heard.subarray(8, 8 + length));
        heard = heard.subarray(8 + length);
      }
    });
  }

  #answer(socket: Socket, code: number, body: Buffer): void {
    if (this.#faults.has("deaf")) return;
    if (code === command.version) socket.write(this.#version(body));
    else if (code === command.readersState) {
      const all = this.#states();
      if (this.#faults.has("hangsUp")) socket.end(all.subarray(0, 300));
      else socket.write(all);
    } else socket.destroy();
  }

  #version(body: Buffer): Buffer {
    const answer = Buffer.alloc(12);
    const minor = this.#faults.has("otherVersion") ? 9 : 4;
    answer.writeInt32LE(4, 0);
    answer.writeInt32LE(minor, 4);
    answer.writeUInt32LE(body.length >= 8 && body.readInt32LE(4) === minor ? 0 : serviceStopped, 8);
    return answer;
  }

  #states(): Buffer {
    const all = Buffer.alloc(records * recordLength);
    if (!this.#isPlugged || this.#faults.has("readerGone")) return all;
    all.write(this.#name.slice(0, 127), 0, "latin1");
    all.writeUInt32LE(this.#events, 128);
    all.writeUInt32LE(this.#readerState(), 132);
    all.writeInt32LE(this.#sharing, 136);
    if (this.#hasCard && !this.#faults.has("mute")) {
      all.set(atr, 140);
      all.writeUInt32LE(atr.length, 176);
      all.writeUInt32LE(1, 180);
    }
    return all;
  }

  #readerState(): number {
    if (this.#faults.has("noCommunication")) return state.unknown;
    if (!this.#hasCard) return state.absent;
    return state.present | (this.#faults.has("mute") ? state.mute : state.powered | state.negotiable);
  }
}

export default defineSimulator({
  name: "pcscd",
  title: "Smart card reader behind pcscd (PC/SC)",
  faults: Object.entries(faultTexts).map(([name, text]) => ({ name, text })),
  actions,
  system: true,
  create: (env) => new PcscdSimulation(env),
});
