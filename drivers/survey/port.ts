/** A process that has a port open. */
export interface Holder {
  readonly pid: number;
  readonly name: string;
}

/** Who holds a port open. `unseen` processes may not be looked into by this user: if it is not 0, an empty list proves nothing. */
export interface Holders {
  readonly list: readonly Holder[];
  readonly unseen: number;
}

/** What the USB device behind a port says of itself. Ids are lower-case hex of four digits. */
export interface UsbIdentity {
  /** Bus and sockets, `1-1.2`. */
  readonly place: string;
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serialNumber?: string;
}

/** A port of this computer, as the system lists it: nothing is opened to learn this. */
export interface FoundPort {
  readonly kind: "serial" | "usb" | "pty";
  /** `/dev/ttyUSB0`, or the place of a USB device: `usb:1-1.2`. */
  readonly now: string;
  /** What to write in the settings. */
  readonly write: string;
  /** Whether that name stays the same after another order of plugging; `place`: as long as it is in the same socket. */
  readonly stable: "device" | "place" | "no";
  /** The kernel's driver: `ch341-uart`, `cdc_acm`, `serial8250`; several for a USB device with several interfaces. */
  readonly drivers: readonly string[];
  readonly usb?: UsbIdentity;
  /** What kind of USB device: `printer`, `smart card reader`, by its interfaces' classes. */
  readonly functions?: readonly string[];
  /** False for a `ttyS` that the kernel keeps a name for and that has no chip. */
  readonly real: boolean;
  /** The kernel writes its console there: no port for a device. */
  readonly console?: true;
  /** Device nodes that can be held open. */
  readonly nodes: readonly string[];
}

/** A port with who uses it. */
export interface SurveyedPort extends FoundPort {
  readonly holders: Holders;
  /** Ids of the agent's devices that are set to this port. */
  readonly usedBy: readonly string[];
}
