import { closeSync, openSync } from "node:fs";
import { Type } from "typebox";
import {
  type BytePort,
  type DeviceSession,
  type Driver,
  DriverError,
  defineDriver,
  type Reading,
} from "../../drivers/api.ts";
import { xor8 } from "../../drivers/wire/checksums.ts";
import { type FrameRule, need } from "../../drivers/wire/framer.ts";
import { Link } from "../../drivers/wire/link.ts";
import { defineSimulator } from "../../simulators/api.ts";

/**
 * A lamp of our own invention, `A5 length data.. xor`: the smallest driver, and the same driver with one thing wrong each.
 * The suite must pass the first and fail every other, or it proves nothing.
 */
export const defects = [
  "trusting",
  "forgetful",
  "patient",
  "crashing",
  "hoarding",
  "leaking",
  "deafToSignal",
  "quietAboutLoss",
] as const;
export type Defect = (typeof defects)[number];

const mark = 0xa5;
const build = (...data: number[]): Uint8Array => {
  const head = [mark, data.length, ...data];
  return Uint8Array.from([...head, xor8(Uint8Array.from(head))]);
};
const ruleWith =
  (checked: boolean): FrameRule =>
  (b) => {
    if (b[0] !== mark) return { skip: 1 };
    const length = b[1];
    if (length === undefined) return need;
    if (length === 0 || length > 8) return { skip: 1 };
    if (b.length < length + 3) return need;
    return !checked || xor8(b.subarray(0, length + 2)) === b[length + 2] ? { frame: length + 3 } : { skip: 1 };
  };

const reading = (state: string, link: Link): Reading => ({
  availability: "online",
  components: { lamp: { state, vendorCode: state } },
  measures: link.measures(),
});
const said = (frame: Uint8Array): string | undefined =>
  frame[2] === 0x50 ? ((["ok", "inoperative"] as const)[frame[3] ?? 9] ?? "unknown") : undefined;

const open = (
  port: BytePort,
  env: { clock: import("../../contract/index.ts").Clock },
  defect: Defect | undefined,
): DeviceSession => {
  const link = new Link({
    port,
    clock: env.clock,
    rule: ruleWith(defect !== "trusting"),
    maxLength: 11,
    interByteMs: 50,
  });
  const hoard: number[][] = [];
  if (defect === "hoarding")
    port.onData(
      (bytes) => void hoard.push(Array.from({ length: bytes.length * 64 }, () => Math.sqrt(hoard.length + 2))),
    );
  if (defect === "crashing") link.onUnsolicited(() => undefined);
  const leaked = defect === "leaking" ? openSync("/dev/null", "r") : undefined;
  let last = "ok";
  const ask = (command: number, signal: AbortSignal): Promise<string> =>
    link.ask({
      bytes: build(command),
      timeoutMs: defect === "patient" ? 1e9 : 400,
      match: said,
      ...(defect === "deafToSignal" ? {} : { signal }),
    });
  return {
    async identify(signal) {
      await ask(0x50, signal);
      return { model: "Lamp" };
    },
    async poll(signal) {
      try {
        last = await ask(0x50, signal);
      } catch (error) {
        if (defect === "crashing" && error instanceof DriverError && error.code === "damagedAnswers")
          throw new TypeError("x is not a function");
        if (defect === "quietAboutLoss") return reading("unknown", link);
        if (defect !== "forgetful") throw error;
      }
      return reading(last, link);
    },
    run: async (command) => ({ status: "failed", reason: { code: "badArgs", text: `no command ${command}` } }),
    async close() {
      link.close();
      if (leaked !== undefined && leaked < 0) closeSync(leaked);
    },
  };
};

export const lampDriver = (defect?: Defect): Driver =>
  defineDriver({
    name: "lamp",
    title: "Lamp",
    deviceClass: "display",
    protocol: "none that exists",
    models: ["Lamp"],
    maturity: "experimental",
    line: { kind: "serial", baudRates: [9600], dataBits: 8, parity: "none", stopBits: 1 },
    codes: [{ code: "L 1", text: "dark", component: "lamp", state: "inoperative" }],
    config: Type.Object({}, { additionalProperties: false }),
    poll: { everyMs: 500, deadlineMs: 1_000 },
    commands: [],
    open(port, _, env) {
      if (!port) throw new DriverError("portMissing", "a lamp needs a port");
      return open(port, env, defect);
    },
  }) as unknown as Driver;

export const lampDevice = defineSimulator({
  name: "lamp",
  title: "Lamp",
  faults: [{ name: "burnt", text: "the lamp is dark" }],
  actions: [],
  create({ send }) {
    let burnt = 0;
    let rest: number[] = [];
    return {
      receive(bytes) {
        rest = [...rest, ...bytes].slice(-64);
        const request = build(0x50);
        for (let at = 0; at + request.length <= rest.length; ) {
          if (!request.every((b, i) => rest[at + i] === b)) {
            at += 1;
            continue;
          }
          rest = rest.slice(at + request.length);
          at = 0;
          send(build(0x50, burnt));
        }
      },
      inject: () => {
        burnt = 1;
      },
      clear: () => {
        burnt = 0;
      },
      act: () => undefined,
      powerCycle: () => undefined,
      state: () => ({ burnt }),
      close: () => undefined,
    };
  },
});
