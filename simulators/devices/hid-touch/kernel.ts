import type { SimulatedFolder, SimulatedStream } from "../../api.ts";
import { type Model, models } from "./models.ts";

const device = "sys/bus/usb/devices/1-2";
const interfaceFolder = "sys/bus/usb/devices/1-2:1.0";
const hidraw = "sys/class/hidraw/hidraw1";
const inputs = "proc/bus/input/devices";
const authorized = `${device}/authorized`;

/** The maker of the one that is in its place after an exchange (ILITEK). */
const exchangedIds = { vendor: "222A", product: "0001" };

/** A keyboard that every computer has, for the driver to pass over. */
const keyboard = `I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
P: Phys=isa0060/serio0/input0
S: Sysfs=/devices/platform/i8042/serio0/input/input0
U: Uniq=
H: Handlers=sysrq kbd leds event0
B: PROP=0
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe

`;

/** What of it the kernel shows. */
export interface Shown {
  readonly isPlugged: boolean;
  readonly isExchanged: boolean;
  readonly hasDriver: boolean;
  readonly hasNode: boolean;
  readonly isSuspended: boolean;
}

/** The files that Linux would show of it: `/sys`, `/proc` and the event node (hid-touch.md §2). */
export class Kernel {
  readonly #folder: SimulatedFolder;
  readonly #model: Model;
  readonly #serial: string;
  #devnum = 4;
  #event = 4;
  #stream: SimulatedStream | undefined;
  #isAuthorized = true;
  #shown = "";
  #last: Shown | undefined;

  constructor(folder: SimulatedFolder, model: Model, serial: string) {
    this.#folder = folder;
    this.#model = model;
    this.#serial = serial;
    folder.write("sys/bus/usb/devices/usb1/idVendor", "1d6b\n");
    folder.write("sys/bus/usb/devices/1-1/idVendor", "04b8\n");
    folder.write("sys/bus/usb/devices/1-1/idProduct", "0202\n");
  }

  /** `event5` while there is one. */
  node(): string | undefined {
    return this.#stream && `event${this.#event}`;
  }

  /** Its enumeration: another number each time it comes. */
  enumeration(): number {
    return this.#devnum;
  }

  write(bytes: Uint8Array): void {
    this.#stream?.write(bytes);
  }

  show(shown: Shown): void {
    this.#last = shown;
    const now = JSON.stringify([shown, this.#isAuthorized]);
    if (now === this.#shown) return;
    const before = this.#shown === "" ? undefined : (JSON.parse(this.#shown) as [Shown, boolean]);
    this.#shown = now;
    const wasPlugged = before?.[0].isPlugged ?? false;
    const onlyPower = before && now === JSON.stringify([{ ...before[0], isSuspended: shown.isSuspended }, before[1]]);
    if (!onlyPower) this.#rebuild(shown, wasPlugged && before?.[0].isExchanged === shown.isExchanged);
    if (shown.isPlugged)
      this.#folder.write(`${device}/power/runtime_status`, shown.isSuspended ? "suspended\n" : "active\n");
  }

  #rebuild(shown: Shown, isSame: boolean): void {
    this.#takeInput();
    if (!shown.isPlugged || !isSame) this.#folder.remove(device);
    if (!shown.isPlugged) return;
    if (!isSame) this.#enumerate(shown);
    if (this.#isAuthorized) this.#bind(shown);
  }

  #ids({ isExchanged }: Shown): { vendor: string; product: string } {
    return isExchanged ? exchangedIds : this.#model;
  }

  #enumerate(shown: Shown): void {
    const { vendor, product } = this.#ids(shown);
    this.#devnum += 1;
    this.#isAuthorized = true;
    const { manufacturer, name } = shown.isExchanged ? { manufacturer: "ILITEK", name: "ILITEK-TP" } : this.#model;
    const files = {
      idVendor: vendor.toLowerCase(),
      idProduct: product.toLowerCase(),
      bcdDevice: "0101",
      manufacturer,
      product: name,
      serial: this.#serial,
      busnum: "1",
      devnum: String(this.#devnum),
      authorized: "1",
      "power/control": "on",
    };
    for (const [file, text] of Object.entries(files)) this.#folder.write(`${device}/${file}`, `${text}\n`);
    this.#folder.watch(authorized, (text) => this.#authorize(text.trim()));
  }

  /** Somebody wrote 0 or 1: its drivers let go, or take it anew. */
  #authorize(text: string): void {
    this.#isAuthorized = text !== "0";
    if (this.#last) this.show(this.#last);
  }

  #bind(shown: Shown): void {
    const { hasDriver, hasNode } = shown;
    this.#folder.write(`${interfaceFolder}/bInterfaceClass`, "03\n");
    this.#folder.write(`${interfaceFolder}/uevent`, `${hasDriver ? "DRIVER=usbhid\n" : ""}INTERFACE=3/0/0\n`);
    if (!hasDriver) return;
    const { vendor, product } = this.#ids(shown);
    const { driver, descriptor } = this.#model;
    const hid = [
      `DRIVER=${driver}`,
      `HID_ID=0003:0000${vendor}:0000${product}`,
      `HID_NAME=${this.#model.manufacturer} ${this.#model.name}`,
      "HID_PHYS=usb-0000:00:14.0-2/input0",
    ];
    this.#folder.write(`${hidraw}/device/uevent`, `${hid.join("\n")}\n`);
    this.#folder.write(`${hidraw}/device/report_descriptor`, descriptor);
    if (!hasNode) return;
    this.#event += 1;
    this.#stream = this.#folder.stream(`dev/input/event${this.#event}`);
    this.#folder.write(inputs, keyboard + this.#block(vendor, product));
  }

  #block(vendor: string, product: string): string {
    const { abs, name, manufacturer } = this.#model;
    const ids = `0003:${vendor}:${product}`;
    return `I: Bus=0003 Vendor=${vendor.toLowerCase()} Product=${product.toLowerCase()} Version=0110
N: Name="${manufacturer} ${name}"
P: Phys=usb-0000:00:14.0-2/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/${ids}.0001/input/input${this.#event + 10}
U: Uniq=${this.#serial}
H: Handlers=mouse1 event${this.#event}
B: PROP=2
B: EV=b
B: KEY=400 0 0 0 0 0
B: ABS=${abs}

`;
  }

  #takeInput(): void {
    this.#folder.write(inputs, keyboard);
    if (this.#stream) this.#folder.remove(`dev/input/event${this.#event}`);
    this.#stream = undefined;
    this.#folder.remove(hidraw);
    this.#folder.remove(interfaceFolder);
  }
}

/** Throws nothing: an unknown name is the caller's to refuse. */
export const modelNamed = (name: string): Model | undefined => (Object.hasOwn(models, name) ? models[name] : undefined);
