import { type DeviceSimulation, defineSimulator, type UsbDescription, type UsbSetupPacket } from "../../api.ts";
import printer from "../escpos/device.ts";
import { deviceId, portStatus } from "./printer-class.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(text.split(" "), (pair) => Number.parseInt(pair, 16));

/** Sheet §8.2: 04B8:0202, one interface 07/01/02, bulk OUT 01, bulk IN 82, 64-byte packets. Mains powered: the plug does not switch it off. */
const epson = "12 01 00 02 00 00 00 40 B8 04 02 02 00 01 01 02 03 01";
/** Custom VKP80III (sheet §1). */
const custom = "12 01 00 02 00 00 00 40 D4 0D 05 02 00 01 01 02 03 01";
const configuration = "09 02 20 00 01 01 00 C0 00 09 04 00 00 02 07 01 02 00 07 05 01 02 40 00 00 07 05 82 02 40 00 00";

const text = (given: unknown, otherwise: string): string => (typeof given === "string" ? given : otherwise);

interface About {
  readonly maker: string;
  readonly model: string;
  readonly serial: string;
  readonly isCustom: boolean;
}
const aboutOf = (settings: Readonly<Record<string, unknown>>): About => {
  const isCustom = settings.profile === "custom";
  return {
    isCustom,
    maker: text(settings.maker, isCustom ? "CUSTOM" : "EPSON"),
    model: text(settings.model, isCustom ? "VKP80III" : "TM-T88V"),
    serial: text(settings.serial, "J5TF012345"),
  };
};

const usb = (settings: Readonly<Record<string, unknown>>): UsbDescription => {
  const { maker, model, serial, isCustom } = aboutOf(settings);
  return {
    device: hex(isCustom ? custom : epson),
    configuration: hex(configuration),
    strings: [maker, model, serial],
  };
};

const none = new Uint8Array(0);

/** The three requests of the printer class (sheet §8). */
const control = (
  inner: DeviceSimulation,
  about: About,
  settings: Readonly<Record<string, unknown>>,
  { requestType, request }: UsbSetupPacket,
): Uint8Array | undefined => {
  if (requestType === 0xa1 && request === 0) return deviceId(about);
  if (requestType === 0xa1 && request === 1) return Uint8Array.of(portStatus(inner.state(), settings));
  // Version 1.1 of the class and, with 23, Linux usblp.
  if ((requestType === 0x21 || requestType === 0x23) && request === 2) {
    inner.receive(Uint8Array.of(0x1b, 0x40));
    return none;
  }
  return undefined;
};

export default defineSimulator({
  name: "escpos-usb",
  title: "ESC/POS receipt printer on USB (printer class)",
  faults: printer.faults,
  actions: printer.actions,
  usb,
  create(env) {
    const settings = env.settings ?? {};
    const inner = printer.create(env);
    return {
      receive: (bytes) => inner.receive(bytes),
      control: (setup) => control(inner, aboutOf(settings), settings, setup),
      inject: (fault) => inner.inject(fault),
      clear: (fault) => inner.clear(fault),
      act: (action, args) => inner.act(action, args),
      powerCycle: () => inner.powerCycle(),
      state: () => inner.state(),
      close: () => inner.close(),
    };
  },
});
