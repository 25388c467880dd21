import { join } from "node:path";
import { type Clock, sleep } from "../../contract/index.ts";
import { DriverError } from "../api.ts";
import { type Files, isThere } from "../system/files.ts";
import { decodeEdid, type EdidLook, longestEdid } from "./codec.ts";

/** Reads of a damaged EDID before it is believed (display-edid-ddc.md §4.2, F2), and the pause between them. */
const edidTries = 3;
const edidPauseMs = 100;

/** What the kernel says of one connector now. A file that is not there is left out; one that cannot be read says why. */
export interface ConnectorLook {
  /** `card0-HDMI-A-1`. */
  readonly name: string;
  readonly status: string | undefined;
  readonly enabled: string | undefined;
  readonly dpms: string | undefined;
  readonly edid: EdidLook;
  readonly bytes: Uint8Array;
  /** EACCES and the like of `status` or `edid`. */
  readonly unreadable?: string;
}

/** `card0-HDMI-A-1` without the number of the card, which may change at each start. */
export const plainName = (name: string): string => name.replace(/^card\d+-/, "");

const connectorName = /^card\d+-(?!Writeback)[A-Za-z]+(-[A-Za-z])?-\d+$/;
/** Built-in panels and connectors of virtual machines: taken only if there is no other. */
const isInner = (name: string): boolean => /^(eDP|LVDS|DSI|Virtual)-/.test(plainName(name));

export interface ConnectorEnv {
  readonly root: string;
  readonly files: Files;
  readonly clock: Clock;
}

/** Connectors of this computer under `<root>/sys/class/drm`. */
export class Connectors {
  readonly #env: ConnectorEnv;
  readonly #folder: string;

  constructor(env: ConnectorEnv) {
    this.#env = env;
    this.#folder = join(env.root, "sys/class/drm");
  }

  /**
   * Name of the connector that is meant: the one of the settings, or the one remembered, or the only one with a display. Throws `DriverError` `portMissing`
   * if it is not there, or if nobody can tell which.
   */
  async find(wanted: string, remembered: string | undefined, signal: AbortSignal): Promise<string> {
    const names = await this.#names(signal);
    if (names.length === 0) throw new DriverError("portMissing", `${this.#folder}: no display connectors`);
    const named = wanted || remembered;
    if (named) {
      const there = names.find((n) => n === named) ?? names.find((n) => plainName(n) === plainName(named));
      if (there) return there;
      if (wanted)
        throw new DriverError("portMissing", `no connector ${wanted}; there are ${names.map(plainName).join(", ")}`);
    }
    return this.#only(names, signal);
  }

  /** Plain names of the connectors with a display; built-in panels only if there is no other. */
  async connected(signal: AbortSignal): Promise<string[]> {
    return (await this.#candidates(await this.#names(signal), signal)).map(plainName);
  }

  async #names(signal: AbortSignal): Promise<string[]> {
    const found = await this.#env.files.names(this.#folder, signal);
    return isThere(found) ? found.is.filter((name) => connectorName.test(name)) : [];
  }

  async #candidates(names: readonly string[], signal: AbortSignal): Promise<string[]> {
    const connected: string[] = [];
    for (const name of names) if ((await this.#text(name, "status", signal)).text === "connected") connected.push(name);
    const outer = connected.filter((name) => !isInner(name));
    return outer.length > 0 ? outer : connected;
  }

  async #only(names: readonly string[], signal: AbortSignal): Promise<string> {
    const candidates = await this.#candidates(names, signal);
    if (candidates.length > 1)
      throw new DriverError(
        "portMissing",
        `several displays are connected (${candidates.map(plainName).join(", ")}): say which with the setting connector`,
      );
    return candidates[0] ?? names.find((name) => !isInner(name)) ?? names[0] ?? "";
  }

  /** Looks at one connector. Throws `DriverError` `portMissing` if it is no longer there. */
  async look(name: string, signal: AbortSignal): Promise<ConnectorLook> {
    const status = await this.#text(name, "status", signal);
    if (status.absent) throw new DriverError("portMissing", `${join(this.#folder, name)} is gone`);
    const enabled = await this.#text(name, "enabled", signal);
    const dpms = await this.#text(name, "dpms", signal);
    const { look, bytes, why } = await this.#edid(name, signal);
    const unreadable = status.why ?? why;
    return {
      name,
      status: status.text,
      enabled: enabled.text,
      dpms: dpms.text,
      edid: look,
      bytes,
      ...(unreadable ? { unreadable } : {}),
    };
  }

  async #text(
    name: string,
    file: string,
    signal: AbortSignal,
  ): Promise<{ text?: string; absent?: true; why?: string }> {
    const found = await this.#env.files.text(join(this.#folder, name, file), signal, 64);
    if (isThere(found)) return { text: found.is };
    return "absent" in found ? { absent: true } : { why: `${file}: ${found.unreadable}` };
  }

  async #edid(name: string, signal: AbortSignal): Promise<{ look: EdidLook; bytes: Uint8Array; why?: string }> {
    for (let n = 1; ; n++) {
      const found = await this.#env.files.bytes(join(this.#folder, name, "edid"), longestEdid, signal);
      const bytes = isThere(found) ? found.is : new Uint8Array(0);
      const look = decodeEdid(bytes);
      if (look.kind !== "damaged" || n >= edidTries)
        return { look, bytes, ...("unreadable" in found ? { why: `edid: ${found.unreadable}` } : {}) };
      await sleep(this.#env.clock, edidPauseMs, signal).catch(() => {
        throw new DriverError("aborted", `${name}: stopped by the caller`);
      });
    }
  }
}
