import { Type } from "typebox";

/** Settings of every note acceptor, whatever its protocol. */
export const boxSettings = {
  capacity: Type.Integer({ default: 600, minimum: 1, maximum: 10_000, description: "notes the cash box holds" }),
  highPercent: Type.Number({ default: 80, minimum: 1, maximum: 100, description: "fill from which it is `high`" }),
};

/** For units that name values in whole currency units. */
export const minorUnitDigits = Type.Integer({
  default: 2,
  minimum: 0,
  maximum: 4,
  description: "decimals of the currency",
});

export const rejectLimit = Type.Integer({
  default: 10,
  minimum: 2,
  maximum: 1_000,
  description: "rejections in a row, none of them harmless, from which the reader counts as inoperable",
});
