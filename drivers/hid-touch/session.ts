import { type DeviceIdentity, sleep } from "../../contract/index.ts";
import {
  type CommandResult,
  type ComponentReading,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type KioskObservation,
  type Reading,
  type SystemRoot,
} from "../api.ts";
import { failed } from "../command.ts";
import { Files } from "../system/files.ts";
import { followFile, type StreamOpener } from "../system/stream.ts";
import { assess, repairable, verdictOf } from "../touch/accuracy.ts";
import type { Ranges } from "./codec.ts";
import { paintMsOf, pointsOf } from "./commands.ts";
import type { Config } from "./config.ts";
import { EventNode, isDenied } from "./event-node.ts";
import { fields, fieldsText } from "./grid.ts";
import { pairOf, pairText, samePair, type UsbIds } from "./kernel.ts";
import { type Found, type OnUsb, Presence } from "./presence.ts";
import { reauthorize } from "./reset.ts";
import { Returns } from "./returns.ts";
import { inputOf, limitsOf, powerOf } from "./status.ts";
import { Watch } from "./watch.ts";

/** A file of sysfs is there at once. */
const fileMs = 2_000;
const backMs = 10_000;
const lookAgainMs = 500;
const paintLookMs = 250;

export interface HidTouchOptions {
  readonly port: SystemRoot;
  readonly config: Config;
  readonly env: DriverEnv;
  /** How the event node is read; left out: by a `cat` of its own. */
  readonly openStream?: StreamOpener;
}

/** A touchscreen that the kernel drives. It is looked at and listened to, never held. */
export class HidTouchSession implements DeviceSession {
  readonly #config: Config;
  readonly #env: DriverEnv;
  readonly #presence: Presence;
  readonly #node: EventNode;
  readonly #watch: Watch;
  readonly #returns: Returns;
  readonly #closing = new AbortController();
  readonly #events = new Set<(event: DriverEvent) => void>();
  readonly #changes = new Set<() => void>();
  #ranges: Ranges = {};
  #exchangeTold = "";

  constructor({ port, config, env, openStream }: HidTouchOptions) {
    const { clock, memory } = env;
    this.#config = config;
    this.#env = env;
    this.#presence = new Presence(port.root, new Files(clock, fileMs));
    this.#returns = new Returns(memory, config.reEnumerations);
    const onNews = () => this.#changed();
    this.#watch = new Watch({ config, clock, memory, onNews });
    this.#node = new EventNode({
      clock,
      open: openStream ?? followFile(clock),
      onLost: onNews,
      onChanges: (changes) => this.#watch.take(changes),
    });
  }

  /** What USB says. A device that is away is no refusal: the poll says so. */
  async identify(caller: AbortSignal): Promise<DeviceIdentity> {
    const signal = this.#with(caller);
    const found = await this.#look(signal);
    if (!found) return {};
    const { manufacturer, product, serial, release } = await this.#presence.texts(found.usb, signal);
    return {
      ...(manufacturer ? { manufacturer } : {}),
      model: [product, pairText(found.usb.ids)].filter(Boolean).join(" "),
      ...(serial ? { serial } : {}),
      ...(release ? { firmware: release } : {}),
    };
  }

  async poll(caller: AbortSignal): Promise<Reading> {
    const signal = this.#with(caller);
    const found = await this.#look(signal);
    this.#note(found);
    this.#watch.save();
    if (!found) {
      await this.#node.close();
      return this.#absent();
    }
    await this.#follow(found, signal);
    return this.#reading(found);
  }

  run(command: string, args: Record<string, unknown>, caller: AbortSignal): Promise<CommandResult> {
    const commands: Record<string, (signal: AbortSignal) => Promise<CommandResult>> = {
      selfTest: (signal) => this.#selfTest(signal),
      readCalibration: (signal) => this.#readCalibration(signal),
      accuracyTest: async () => this.#accuracyTest(args),
      paintTest: (signal) => this.#paintTest(paintMsOf(args), signal),
      acceptDevice: (signal) => this.#acceptDevice(signal),
      reset: (signal) => this.#reset(signal),
    };
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!run) return Promise.reject(new DriverError("badArgs", `no command ${command}`));
    return (async () => run(this.#with(caller)))();
  }

  observe(observation: KioskObservation): void {
    this.#watch.observe(observation, !this.#node.lost());
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onChange(listener: () => void) {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#watch.save(true);
    this.#events.clear();
    this.#changes.clear();
    await this.#node.close();
  }

  /** Ends with the session too: nothing outlives `close`. Throws `DriverError` `closed`. */
  #with(caller: AbortSignal): AbortSignal {
    if (this.#closing.signal.aborted) throw new DriverError("closed", "the session was closed");
    return AbortSignal.any([caller, this.#closing.signal]);
  }

  #wanted(): UsbIds | undefined {
    const kept = this.#env.memory.get("device");
    return pairOf(this.#config.device) ?? (typeof kept === "string" ? pairOf(kept) : undefined);
  }

  async #look(signal: AbortSignal): Promise<Found | undefined> {
    const found = await this.#presence.look(this.#wanted(), this.#config.place, signal);
    if (found && !this.#wanted()) this.#env.memory.set("device", pairText(found.usb.ids));
    return found;
  }

  #isExchanged({ ids }: OnUsb): boolean {
    const wanted = this.#wanted();
    return wanted !== undefined && !samePair(wanted, ids);
  }

  /** Counts each coming back, and tells it and an exchange. */
  #note(found: Found | undefined): void {
    if (!found) return this.#returns.away();
    const { usb } = found;
    const pair = pairText(usb.ids);
    if (this.#returns.seen(comingOf(usb), this.#env.clock.mono()))
      this.#emit("deviceReturned", `${pair} came back on USB at ${usb.place}`, { place: usb.place });
    const other = this.#isExchanged(usb) ? pair : "";
    const before = pairText(this.#wanted() ?? usb.ids);
    if (other !== "" && other !== this.#exchangeTold)
      this.#emit("deviceExchanged", `another touchscreen: ${other} instead of ${before}`, { now: other, before });
    this.#exchangeTold = other;
  }

  /** Opens the event node, and anew when its number changed or the device came back. */
  async #follow({ usb, node }: Found, signal: AbortSignal): Promise<void> {
    if (!node) return this.#node.close();
    const key = `${comingOf(usb)} ${node.event}`;
    if (this.#node.isOpen(key)) return;
    this.#ranges = await this.#presence.ranges(usb, signal);
    this.#watch.reopened(this.#ranges);
    await this.#node.open(this.#presence.path(node), key, node.isMultiTouch, signal);
  }

  #absent(): Reading {
    const wanted = this.#wanted();
    const text = `${wanted ? pairText(wanted) : "a touchscreen"} is not on USB`;
    return {
      availability: "absent",
      because: { code: "portMissing", text },
      components: {},
      measures: this.#measures(),
    };
  }

  #reading({ usb, node, why }: Found): Reading {
    const lost = this.#node.lost();
    const components: Record<string, ComponentReading | undefined> = {
      input: node ? inputOf(lost?.code) : { state: "mute", vendorCode: (why ?? "no event node").slice(0, 64) },
      connection: this.#returns.reading(this.#env.clock.mono()),
      identity: this.#isExchanged(usb) ? { state: "exchanged", vendorCode: pairText(usb.ids) } : { state: "ok" },
      power: powerOf(usb.power, this.#config.mayAutosuspend),
      ...this.#watch.components(lost === undefined),
    };
    return {
      availability: "online",
      ...(node && isDenied(lost) ? { because: { code: "portDenied", text: lost?.message ?? "" } } : {}),
      components: Object.fromEntries(Object.entries(components).flatMap(([k, v]) => (v ? [[k, v]] : []))),
      measures: this.#measures(),
    };
  }

  #measures(): Record<string, number> {
    return { ...this.#node.measures(), ...this.#watch.measures(), reEnumerations: this.#returns.total() };
  }

  async #selfTest(signal: AbortSignal): Promise<CommandResult> {
    const found = await this.#look(signal);
    if (!found) return failed("deviceFault", this.#absent().because?.text ?? "");
    const texts = await this.#presence.texts(found.usb, signal);
    await this.#follow(found, signal);
    const { components, measures } = this.#reading(found);
    const { blips, jitter, ghosts } = this.#watch.facts();
    const result = {
      device: pairText(found.usb.ids),
      place: found.usb.place,
      ...texts,
      ...(found.node ? { node: found.node.event } : {}),
      ranges: this.#ranges,
      states: Object.fromEntries(Object.entries(components).map(([name, { state }]) => [name, state])),
      ...(blips === undefined ? {} : { blipsPercent: Math.round(blips) }),
      ...(jitter === undefined ? {} : { jitterPercent: Math.round(jitter * 100) / 100 }),
      ghostsLastHour: ghosts,
      measures,
    };
    const [bad] = Object.entries(components).filter(([, c]) => !good.includes(c.state));
    if (!bad) return { status: "succeeded", result };
    return failed("deviceFault", `${bad[0]} ${bad[1].state} (${bad[1].vendorCode ?? ""})`, result);
  }

  /** The controller has no calibration of its own: pixels come from the ranges of its axes. */
  async #readCalibration(signal: AbortSignal): Promise<CommandResult> {
    const found = await this.#look(signal);
    if (!found) return failed("deviceFault", this.#absent().because?.text ?? "");
    const ranges = await this.#presence.ranges(found.usb, signal);
    const { xLow, xHigh, yLow, yHigh, swapAxes } = this.#config;
    const edges = { ...(xLow === xHigh ? {} : { x: [xLow, xHigh] }), ...(yLow === yHigh ? {} : { y: [yLow, yHigh] }) };
    return { status: "succeeded", result: { descriptor: ranges, settings: { ...edges, swapAxes } } };
  }

  #accuracyTest(args: Record<string, unknown>): CommandResult {
    const { screen, samples } = pointsOf(args);
    const accuracy = assess(samples, screen);
    if (!accuracy) return failed("noTouches", "no target was touched: there is nothing to compute from");
    this.#watch.tested(screen, samples);
    const limits = limitsOf(this.#config);
    const canRepair = repairable(accuracy, limits);
    const more = canRepair === undefined ? {} : { repairable: canRepair };
    return { status: "succeeded", result: { verdict: verdictOf(accuracy, limits), ...accuracy, ...more } };
  }

  /** Ends when every field has a mark, or with the time. */
  async #paintTest(forMs: number, signal: AbortSignal): Promise<CommandResult> {
    const found = await this.#look(signal);
    if (found) await this.#follow(found, signal);
    if (!found?.node || this.#node.lost()) return failed("deviceFault", "no touches can be read");
    const marks = new Set<number>();
    const { clock } = this.#env;
    const before = this.#watch.facts().impossible;
    this.#watch.paint(marks);
    try {
      for (const endsAt = clock.mono() + forMs; marks.size < fields && clock.mono() < endsAt; )
        await this.#wait(Math.min(paintLookMs, endsAt - clock.mono()), signal);
    } finally {
      this.#watch.paint(undefined);
    }
    if (marks.size === 0) return failed("noTouches", "nobody touched the screen");
    const missing = Array.from({ length: fields }, (_, n) => n).filter((n) => !marks.has(n));
    this.#watch.painted(missing);
    const result = {
      marked: marks.size,
      missing: missing.length,
      jumps: Math.max(0, this.#watch.facts().impossible - before),
    };
    if (missing.length === 0) return { status: "succeeded", result };
    return failed("fieldsMissing", `no mark: ${fieldsText(missing)}`, { ...result, fields: missing });
  }

  async #acceptDevice(signal: AbortSignal): Promise<CommandResult> {
    const { device } = this.#config;
    if (device !== "") return failed("notConfigured", "the settings name the device: change them there", { device });
    const before = this.#env.memory.get("device");
    const found = await this.#presence.look(undefined, this.#config.place, signal);
    if (!found) return failed("deviceFault", "there is no touchscreen on USB");
    this.#env.memory.set("device", pairText(found.usb.ids));
    return { status: "succeeded", result: { before, device: pairText(found.usb.ids) } };
  }

  async #reset(signal: AbortSignal): Promise<CommandResult> {
    if (!this.#config.usbPowerCycle)
      return failed("notConfigured", "taking the touchscreen off USB is not allowed by the settings (usbPowerCycle)");
    const found = await this.#look(signal);
    if (!found) return failed("deviceFault", this.#absent().because?.text ?? "");
    const wrong = await reauthorize(this.#env.clock, this.#presence.authorized(found.usb), signal);
    return wrong ?? this.#cameBack(signal);
  }

  /** Back is what can be read again, not what was written. */
  async #cameBack(signal: AbortSignal): Promise<CommandResult> {
    const { clock } = this.#env;
    for (const endsAt = clock.mono() + backMs; clock.mono() < endsAt; ) {
      await this.#wait(lookAgainMs, signal);
      const found = await this.#look(signal);
      if (found) this.#returns.expected(comingOf(found.usb));
      if (!found?.node) continue;
      await this.#node.close();
      await this.#follow(found, signal);
      return { status: "succeeded", result: { node: found.node.event } };
    }
    return failed("deviceFault", `it did not come back within ${backMs / 1000} s`);
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return sleep(this.#env.clock, ms, signal).catch(() => {
      throw new DriverError("aborted", "stopped by the caller");
    });
  }

  #emit(code: string, text: string, data: Record<string, unknown>): void {
    for (const listener of this.#events) listener({ code, text, data });
  }

  #changed(): void {
    for (const listener of this.#changes) listener();
  }
}

const good: readonly string[] = ["ok", "on", "released", "touched", "unknown"];

/** Another one after each enumeration. */
const comingOf = ({ place, devnum }: OnUsb): string => `${place} ${devnum}`;
