/** Texts of the Linux kernel about input and USB devices (hid-touch.md §2). Pure; nothing here throws. */

/** One block of `/proc/bus/input/devices`. */
export interface InputDevice {
  readonly bus: number;
  readonly vendorId: number;
  readonly productId: number;
  readonly name: string;
  /** Below `/sys`; holds the USB place of a device on USB. */
  readonly sysfs: string;
  /** `event5`; left out if there is no event node. */
  readonly event?: string;
  readonly isDirect: boolean;
  readonly abs: ReadonlySet<number>;
}

/** Bits of a bitmap: hexadecimal 64-bit words, the most significant first. Whatever is no such text has no bits. */
export const bitsOf = (text: string): ReadonlySet<number> => {
  const words = text.trim().split(/\s+/).reverse();
  const bits = new Set<number>();
  words.slice(0, 16).forEach((word, n) => {
    if (!/^[0-9a-fA-F]{1,16}$/.test(word)) return;
    const value = BigInt(`0x${word}`);
    for (let bit = 0n; bit < 64n; bit++) if ((value >> bit) & 1n) bits.add(n * 64 + Number(bit));
  });
  return bits;
};

const numbers = (line: string): Record<string, number> =>
  Object.fromEntries(
    [...line.matchAll(/(\w+)=([0-9a-fA-F]{1,8})\b/g)].map(([, key = "", value = "0"]) => [
      key,
      Number.parseInt(value, 16),
    ]),
  );

const inputDevice = (block: string): InputDevice => {
  const all = (letter: string) => block.split("\n").flatMap((l) => (l.startsWith(`${letter}: `) ? [l.slice(3)] : []));
  const ids = numbers(all("I")[0] ?? "");
  const bitmap = (name: string) =>
    bitsOf(
      all("B")
        .find((b) => b.startsWith(`${name}=`))
        ?.slice(name.length + 1) ?? "",
    );
  const event = /(?:^|[\s=])(event\d{1,5})\b/.exec(all("H")[0] ?? "")?.[1];
  return {
    bus: ids["Bus"] ?? 0,
    vendorId: ids["Vendor"] ?? 0,
    productId: ids["Product"] ?? 0,
    name: /^Name="(.*)"$/.exec(all("N")[0] ?? "")?.[1] ?? "",
    sysfs: /^Sysfs=(\/[\w./:-]*)$/.exec(all("S")[0] ?? "")?.[1] ?? "",
    ...(event ? { event } : {}),
    isDirect: bitmap("PROP").has(1),
    abs: bitmap("ABS"),
  };
};

export const inputDevicesOf = (text: string): InputDevice[] =>
  text
    .split(/\n\s*\n/)
    .filter((block) => block.includes("I: "))
    .map(inputDevice);

const mtX = 0x35;
const mtY = 0x36;
export const isMultiTouch = ({ abs }: InputDevice): boolean => abs.has(mtX) && abs.has(mtY);

/** Absolute axes and the property of a screen; a tablet's pen and a touchpad have none or another one. */
export const isTouchscreen = (device: InputDevice): boolean =>
  device.isDirect && (isMultiTouch(device) || (device.abs.has(0) && device.abs.has(1)));

export interface UsbIds {
  readonly vendorId: number;
  readonly productId: number;
}

/** `HID_ID=0003:000004E7:00000009` of a `uevent` file. */
export const hidIdOf = (uevent: string): UsbIds | undefined => {
  const found = /^HID_ID=[0-9A-F]{4}:([0-9A-F]{8}):([0-9A-F]{8})$/im.exec(uevent);
  return found ? { vendorId: Number.parseInt(found[1]!, 16), productId: Number.parseInt(found[2]!, 16) } : undefined;
};

/** `DRIVER=usbhid` of an interface's `uevent` file: nothing drives it if there is no such line. */
export const driverOf = (uevent: string): string | undefined => /^DRIVER=(\S{1,40})$/m.exec(uevent)?.[1];

/** `04e7:0009`, the way `lsusb` writes it. */
export const pairText = ({ vendorId, productId }: UsbIds): string =>
  [vendorId, productId].map((id) => id.toString(16).padStart(4, "0")).join(":");

/** The other way. */
export const pairOf = (text: string): UsbIds | undefined => {
  const found = /^([0-9a-fA-F]{4}):([0-9a-fA-F]{4})$/.exec(text.trim());
  return found ? { vendorId: Number.parseInt(found[1]!, 16), productId: Number.parseInt(found[2]!, 16) } : undefined;
};

export const samePair = (a: UsbIds, b: UsbIds): boolean => a.vendorId === b.vendorId && a.productId === b.productId;
