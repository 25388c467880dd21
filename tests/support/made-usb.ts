import type { Planted } from "./made-tree.ts";

/** Where the first USB controller's devices lie. */
export const pci = "sys/devices/pci0000:00/0000:00:14.0";

/** USB 2.0 §9.6: device, configuration, and one interface for each class code. */
const descriptors = (vendor: number, product: number, classes: readonly number[]): Uint8Array => {
  const word = (n: number) => [n & 0xff, n >> 8];
  const device = [18, 1, 0, 2, 0, 0, 0, 64, ...word(vendor), ...word(product), 0, 1, 1, 2, 3, 1];
  const interfaces = classes.flatMap((code, n) => [9, 4, n, 0, 0, code, 1, 2, 0]);
  return Uint8Array.from([
    ...device,
    9,
    2,
    ...word(9 + interfaces.length),
    classes.length,
    1,
    0,
    0x80,
    50,
    ...interfaces,
  ]);
};

export interface UsbDevice {
  readonly place: string;
  readonly ids: readonly [vendor: number, product: number];
  readonly texts?: Readonly<Record<"manufacturer" | "product" | "serial", string>> | Readonly<Record<string, string>>;
  readonly classes: readonly number[];
  readonly drivers: readonly (string | undefined)[];
}

const four = (n: number) => n.toString(16).padStart(4, "0");

/** A device as sysfs shows it: its folder, its interfaces' folders, and the links below `/sys/bus/usb`. */
export const usbDevice = ({
  place,
  ids: [vendor, product],
  texts = {},
  classes,
  drivers,
}: UsbDevice): Record<string, Planted> => {
  const folder = `${pci}/usb1/${place}`;
  const attributes = {
    idVendor: `${four(vendor)}\n`,
    idProduct: `${four(product)}\n`,
    busnum: "1\n",
    devnum: `${Number(place.at(-1)) + 3}\n`,
    bConfigurationValue: "1\n",
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, `${text}\n`])),
  };
  return {
    ...Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`${folder}/${name}`, text])),
    [`${folder}/descriptors`]: descriptors(vendor, product, classes),
    [`sys/bus/usb/devices/${place}`]: { to: folder },
    ...Object.fromEntries(
      classes.flatMap((_, n) => {
        const name = `${place}:1.${n}`;
        const driver = drivers[n];
        return [
          [`${folder}/${name}/bInterfaceNumber`, `0${n}\n`],
          [`sys/bus/usb/devices/${name}`, { to: `${folder}/${name}` }],
          ...(driver ? [[`${folder}/${name}/driver`, { to: `sys/bus/usb/drivers/${driver}` }]] : []),
        ];
      }),
    ),
  };
};

/** A usb-serial port: `1-2:1.0/ttyUSB0/tty/ttyUSB0`, on the bus `usb-serial`. */
export const usbSerial = (device: UsbDevice, tty: string, driver: string, n = 0): Record<string, Planted> => {
  const port = `${pci}/usb1/${device.place}/${device.place}:1.${n}/${tty}`;
  return {
    ...usbDevice(device),
    [`${port}/driver`]: { to: `sys/bus/usb-serial/drivers/${driver}` },
    [`${port}/tty/${tty}/dev`]: "188:0\n",
    [`${port}/tty/${tty}/device`]: { to: port },
    [`sys/class/tty/${tty}`]: { to: `${port}/tty/${tty}` },
    [`dev/${tty}`]: "",
  };
};
