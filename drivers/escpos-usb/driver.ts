import { Type } from "typebox";
import { defineDriver } from "../api.ts";
import { codes } from "../escpos/codes.ts";
import { descriptors } from "../escpos/commands.ts";
import { Conversation } from "../escpos/conversation.ts";
import { config as serialConfig } from "../escpos/driver.ts";
import { EscposSession } from "../escpos/session.ts";
import { bulkPort } from "../wire/bulk.ts";
import { recognise } from "./detect.ts";
import { UsbPrinterSession } from "./session.ts";
import { portCodes } from "./status.ts";

/** The settings of the serial driver; a USB line has no XON/XOFF. */
export const config = Type.Omit(serialConfig, ["xonXoff"], { additionalProperties: false });

export default defineDriver({
  name: "escpos-usb",
  title: "ESC/POS receipt printer on USB",
  deviceClass: "printer",
  protocol: "USB printer class 1.1 (07/01/02) with IEEE 1284 device id; ESC/POS status as the serial driver",
  models: [
    "Epson TM and EU-T with USB interface (04B8:0202 and others)",
    "Custom VKP80II/III, KPM150/216/300 with USB (0DD4)",
    "ESC/POS compatibles of USB printer class 07",
  ],
  maturity: "beta",
  line: {
    kind: "usb",
    interfaceClass: 0x07,
    subclass: 0x01,
    protocol: 0x02,
    // Epson units of this id may present the vendor class instead (sheet §8).
    orDevices: [{ vendorId: 0x04b8, productId: 0x0202 }],
    mayDetach: ["usblp"],
  },
  codes: [...codes, ...portCodes],
  recognise,
  config,
  poll: { everyMs: 30_000, deadlineMs: 14_000 },
  commands: [
    ...descriptors,
    {
      name: "softReset",
      title: "Empty the buffers and reset the USB side (SOFT_RESET)",
      disturbs: "device",
      automatic: true,
      resets: true,
      timeoutMs: 20_000,
      args: { type: "object", properties: {}, additionalProperties: false },
    },
  ],
  open(port, settings, env) {
    const bulk = bulkPort(port, env.clock);
    const { profile, loose } = settings;
    const talk = new Conversation({ port: bulk, clock: env.clock, profile, loose, xonXoff: false });
    return new UsbPrinterSession(port, bulk, new EscposSession(talk, { ...settings }, env));
  },
});
