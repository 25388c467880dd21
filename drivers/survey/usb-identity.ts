import { basename } from "node:path";
import { attribute, namesIn, upwards } from "./links.ts";
import type { UsbIdentity } from "./port.ts";

/** What the device in this sysfs folder says of itself; undefined if it is no USB device. */
const identityIn = async (folder: string): Promise<UsbIdentity | undefined> => {
  const [vendorId, productId, manufacturer, product, serialNumber] = await Promise.all(
    ["idVendor", "idProduct", "manufacturer", "product", "serial"].map((name) => attribute(folder, name)),
  );
  if (!vendorId || !productId) return undefined;
  return {
    place: basename(folder),
    vendorId,
    productId,
    ...(manufacturer && { manufacturer }),
    ...(product && { product }),
    ...(serialNumber && { serialNumber }),
  };
};

/** The USB device that a sysfs folder lies in, e.g. that of a serial adapter's port. */
export const usbAround = async (folder: string): Promise<UsbIdentity | undefined> => {
  for (const above of upwards(folder)) {
    if ((await namesIn(above)).includes("idVendor")) return identityIn(above);
  }
  return undefined;
};
