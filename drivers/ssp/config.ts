import { Type } from "typebox";
import { boxSettings, rejectLimit } from "../cash-box/settings.ts";

export const config = Type.Object(
  {
    acceptance: Type.Boolean({
      default: true,
      description:
        "this driver runs the validator: it enables it and books the credit. False: it only watches, and hands a note in escrow back, since polling would accept it",
    }),
    channels: Type.Integer({
      default: 0xffff,
      minimum: 0,
      maximum: 0xffff,
      description: "mask of channels to take, bit 0 = channel 1; channels the unit does not have are left out",
    }),
    address: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 0x7d,
      description: "SSP address; note validators have 0",
    }),
    protocolVersion: Type.Integer({
      default: 8,
      minimum: 4,
      maximum: 8,
      description: "protocol version to ask for first; lower ones are tried when the unit refuses it",
    }),
    encryption: Type.Enum(["off", "whenAsked", "always"], {
      default: "whenAsked",
      description: "eSSP: whenAsked exchanges keys once the unit says that it wants them (FA)",
    }),
    fixedKey: Type.String({
      default: "0123456701234567",
      pattern: "^[0-9A-Fa-f]{16}$",
      description:
        "the fixed half of the eSSP key, 16 hex digits, as it was written into the unit; the default is the factory's",
    }),
    cashBoxSensor: Type.Boolean({
      default: true,
      description: "the unit reports its cash box (NV200, BV100, TEBS). False for NV9 USB, NV10 USB, BV20 and NV150",
    }),
    ...boxSettings,
    rejectLimit,
  },
  { additionalProperties: false },
);
