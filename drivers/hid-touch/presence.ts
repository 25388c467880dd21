import { join } from "node:path";
import { DriverError } from "../api.ts";
import { type Files, isThere } from "../system/files.ts";
import { ascii } from "../wire/fields.ts";
import { type Ranges, rangesOf } from "./codec.ts";
import {
  driverOf,
  hidIdOf,
  type InputDevice,
  inputDevicesOf,
  isMultiTouch,
  isTouchscreen,
  pairText,
  samePair,
  type UsbIds,
} from "./kernel.ts";

/** A device as it is on USB now. */
export interface OnUsb {
  /** Bus and sockets, `1-1.2`. */
  readonly place: string;
  readonly ids: UsbIds;
  /** Another number after each time it came back. */
  readonly devnum: string;
  /** Left out where the computer does not manage its power. */
  readonly power?: string;
}

export interface Node {
  /** `event5`. */
  readonly event: string;
  readonly isMultiTouch: boolean;
}

/** What was found. `why`: there is no node though the device is there. */
export interface Found {
  readonly usb: OnUsb;
  readonly node?: Node;
  readonly why?: string;
}

/** Who it says it is. */
export interface Texts {
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
  readonly release?: string;
}

const isPlace = /^\d+-\d+(\.\d+)*$/;
const bigText = 65_536;
/** HID 1.11: no descriptor of a touchscreen comes near. */
const maxDescriptor = 4_096;

const hasAxes = (d: InputDevice): boolean => isMultiTouch(d) || (d.abs.has(0) && d.abs.has(1));

/** Looks for a touchscreen in `/sys` and `/proc` below `root`. Opens nothing and claims nothing (hid-touch.md §1, §2). */
export class Presence {
  readonly #root: string;
  readonly #files: Files;

  constructor(root: string, files: Files) {
    this.#root = root;
    this.#files = files;
  }

  path(node: Node): string {
    return join(this.#root, "dev/input", node.event);
  }

  /** The file that takes a device off USB (`0`) and lets it come back (`1`). */
  authorized({ place }: OnUsb): string {
    return join(this.#usb, place, "authorized");
  }

  /**
   * The commissioned device, or another touchscreen in its place. `undefined`: neither is on USB. Throws `DriverError` `portMissing` if the computer has no USB or
   * several touchscreens and nobody said which; `portDenied`.
   */
  async look(wanted: UsbIds | undefined, place: string, signal: AbortSignal): Promise<Found | undefined> {
    const screens = await this.#inputs(signal);
    const usb = await this.#choose(wanted, place, screens, signal);
    if (!usb) return undefined;
    const mine = screens.filter((s) => samePair(s, usb.ids) && s.sysfs.includes(`/${usb.place}:`));
    // Devices without the property of a screen are believed if they are the commissioned ones.
    const input = mine.find((s) => s.event && isTouchscreen(s)) ?? mine.find((s) => s.event && hasAxes(s));
    const power = await this.#text(join(usb.place, "power/runtime_status"), signal);
    const all = { usb: { ...usb, ...(power ? { power } : {}) } };
    if (input?.event) return { ...all, node: { event: input.event, isMultiTouch: isMultiTouch(input) } };
    return { ...all, why: await this.#whyMute(usb, signal) };
  }

  async texts({ place }: OnUsb, signal: AbortSignal): Promise<Texts> {
    const found: Record<string, string> = {};
    for (const [key, file] of Object.entries({
      manufacturer: "manufacturer",
      product: "product",
      serial: "serial",
      release: "bcdDevice",
    })) {
      const text = await this.#text(join(place, file), signal);
      if (text) found[key] = ascii(Buffer.from(text, "latin1")).slice(0, 126);
    }
    return found;
  }

  /** Ranges of the axes, from the first report descriptor of the device that has both. Empty if none can be read. */
  async ranges({ ids }: OnUsb, signal: AbortSignal): Promise<Ranges> {
    const folder = join(this.#root, "sys/class/hidraw");
    const names = await this.#files.names(folder, signal);
    for (const name of isThere(names) ? names.is : []) {
      const uevent = await this.#files.text(join(folder, name, "device/uevent"), signal);
      const hid = isThere(uevent) ? hidIdOf(uevent.is) : undefined;
      if (!hid || !samePair(hid, ids)) continue;
      const bytes = await this.#files.bytes(join(folder, name, "device/report_descriptor"), maxDescriptor, signal);
      const ranges = isThere(bytes) ? rangesOf(bytes.is) : {};
      if (ranges.x && ranges.y) return ranges;
    }
    return {};
  }

  get #usb(): string {
    return join(this.#root, "sys/bus/usb/devices");
  }

  async #text(path: string, signal: AbortSignal): Promise<string | undefined> {
    const found = await this.#files.text(join(this.#usb, path), signal);
    return isThere(found) ? found.is : undefined;
  }

  async #inputs(signal: AbortSignal): Promise<InputDevice[]> {
    const path = join(this.#root, "proc/bus/input/devices");
    const found = await this.#files.text(path, signal, bigText);
    if ("unreadable" in found) throw new DriverError("portDenied", `${path}: ${found.unreadable}`);
    return isThere(found) ? inputDevicesOf(found.is) : [];
  }

  async #choose(
    wanted: UsbIds | undefined,
    place: string,
    inputs: readonly InputDevice[],
    signal: AbortSignal,
  ): Promise<OnUsb | undefined> {
    const all = (await this.#onUsb(signal)).filter((device) => place === "" || device.place === place);
    const right = all.find((device) => wanted && samePair(device.ids, wanted));
    if (right) return right;
    const screens = all.filter((device) => inputs.some((i) => isTouchscreen(i) && samePair(i, device.ids)));
    if (screens.length > 1 && !wanted)
      throw new DriverError(
        "portMissing",
        `several touchscreens (${screens.map((s) => pairText(s.ids)).join(", ")}): say which with the setting device`,
      );
    return screens[0];
  }

  async #onUsb(signal: AbortSignal): Promise<OnUsb[]> {
    const names = await this.#files.names(this.#usb, signal);
    if (!isThere(names)) throw new DriverError("portMissing", `${this.#usb}: this computer has no USB`);
    const found: OnUsb[] = [];
    for (const place of names.is.filter((name) => isPlace.test(name))) {
      const [vendor, product] = [
        await this.#text(join(place, "idVendor"), signal),
        await this.#text(join(place, "idProduct"), signal),
      ].map((text) => Number.parseInt(text ?? "", 16));
      if (vendor === undefined || product === undefined || Number.isNaN(vendor + product)) continue; // it went away meanwhile
      const devnum = (await this.#text(join(place, "devnum"), signal)) ?? "";
      found.push({ place, ids: { vendorId: vendor, productId: product }, devnum });
    }
    return found;
  }

  /** `no driver` if nothing holds its HID interface, else `no event node`. */
  async #whyMute({ place }: OnUsb, signal: AbortSignal): Promise<string> {
    const names = await this.#files.names(this.#usb, signal);
    for (const name of isThere(names) ? names.is.filter((n) => n.startsWith(`${place}:`)) : []) {
      if ((await this.#text(join(name, "bInterfaceClass"), signal)) !== "03") continue;
      if (!driverOf((await this.#text(join(name, "uevent"), signal)) ?? "")) return `no driver at ${name}`;
    }
    return "no event node";
  }
}
