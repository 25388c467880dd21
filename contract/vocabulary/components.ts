import type { DeviceClass } from "./device-classes.ts";

/**
 * What a component can be, per device class. The first state of each list is the good one; `unknown` is always legal and is not listed.
 * Words follow the XFS4IoT status classes (`Printer.paper`, `Storage.status`, `Auxiliaries.*Door`, ...); where XFS4IoT has none
 * (cutter, cover, touch calibration, host) we extend in the same habit.
 */
export const components = {
  cashAcceptor: {
    banknoteReader: ["ok", "inoperable"],
    transport: ["ok", "inoperative", "jammed"],
    stacker: ["ok", "inoperative", "jammed"],
    escrow: ["empty", "notEmpty", "held"],
    cashBox: ["ok", "high", "full", "missing", "inoperative"],
    acceptor: ["enabled", "disabled", "starting", "paused"],
    security: ["ok", "fraudAttempt"],
    power: ["ok", "restarted"],
    cover: ["closed", "open"],
    noteStore: ["ok", "full", "jammed", "inoperative", "missing"],
  },
  cardReader: {
    media: ["notPresent", "present", "entering", "latched", "jammed"],
    transport: ["ok", "inoperative"],
    chipModule: ["ok", "inoperable"],
    cardStacker: ["ok", "low", "empty"],
    retainBin: ["ok", "full"],
    sensors: ["ok", "inoperative"],
    entry: ["open", "closed"],
    shutter: ["ok", "inoperative"],
    supply: ["ok", "outOfRange", "failed"],
    power: ["ok", "restarted"],
  },
  printer: {
    paper: ["full", "low", "out"],
    media: ["notPresent", "present", "jammed"],
    cover: ["closed", "open"],
    cutter: ["ok", "inoperative"],
    head: ["ok", "hot", "lifted"],
    mechanism: ["ok", "jammed", "inoperative"],
    supply: ["ok", "inoperative"],
    memory: ["ok", "inoperative"],
    feedButton: ["released", "pressed"],
    interface: ["ok", "errors"],
    blackMark: ["ok", "notFound"],
  },
  display: {
    power: ["on", "off"],
    panel: ["on", "off"],
    lamp: ["ok", "inoperative"],
    temperature: ["ok", "high"],
    fan: ["ok", "inoperative", "notFitted"],
    lightSensor: ["ok", "inoperative", "notFitted"],
    signal: ["present", "missing", "notApplicable"],
    cable: ["connected", "disconnected"],
    edid: ["ok", "damaged"],
    identity: ["ok", "exchanged"],
    output: ["on", "asleep", "disabled"],
    control: ["ok", "lost"],
  },
  touchscreen: {
    controller: ["ok", "inoperable"],
    sensor: ["ok", "deadSpot", "inoperable"],
    settings: ["ok", "lost"],
    calibration: ["ok", "drifted", "inaccurate"],
    surface: ["released", "touched", "stuck", "noisy", "flooded", "unsteady"],
    format: ["ok", "wrong"],
    input: ["ok", "mute"],
    activity: ["ok", "silent"],
    identity: ["ok", "exchanged"],
    connection: ["ok", "unstable"],
    power: ["on", "suspended"],
  },
  cabinet: {
    outerDoor: ["closed", "open"],
    cashBoxDoor: ["closed", "open"],
    lock: ["bolted", "open"],
    cashBoxSeat: ["inPosition", "notInPosition"],
    seismicSensor: ["off", "on"],
    operatorSwitch: ["run", "maintenance"],
    wiring: ["ok", "cut"],
    module: ["ok", "configurationError", "inoperative"],
    temperature: ["ok", "high", "low"],
    humidity: ["ok", "high"],
    condensation: ["ok", "likely"],
    tilt: ["ok", "tilted"],
    climateSensor: ["ok", "configurationError", "inoperative"],
    motionSensor: ["ok", "configurationError", "inoperative"],
  },
  powerSupply: {
    utility: ["ok", "outOfRange", "failed"],
    battery: ["ok", "charging", "discharged", "low"],
    output: ["on", "regulated", "bypass", "off"],
    ups: ["ok", "inoperative"],
    load: ["ok", "high", "overload"],
    temperature: ["ok", "high"],
    selfTest: ["ok", "running", "failed"],
    shutdown: ["none", "pending"],
  },
  network: {
    modem: ["ok", "inoperative"],
    radio: ["on", "off"],
    sim: ["ok", "notPresent", "locked", "blocked", "inoperative"],
    registration: ["registered", "searching", "denied", "notRegistered", "restricted"],
    signal: ["ok", "weak", "none"],
    dataSession: ["active", "inactive"],
    power: ["ok", "restarted"],
    link: ["up", "down"],
    address: ["ok", "missing"],
    gateway: ["reachable", "lossy", "unreachable"],
    nameService: ["ok", "failed"],
    broker: ["reachable", "lossy", "unreachable"],
  },
  host: {
    processor: ["ok", "high"],
    memory: ["ok", "high"],
    storage: ["ok", "high", "full"],
    temperature: ["ok", "high"],
    clock: ["ok", "skewed"],
    network: ["ok", "down"],
    outbox: ["ok", "degraded", "full", "reset"],
  },
} as const satisfies Record<DeviceClass, Record<string, readonly string[]>>;

/** States of one component, `unknown` included. */
export const statesOf = (deviceClass: DeviceClass, component: string): readonly string[] => {
  const known = (components[deviceClass] as Record<string, readonly string[]>)[component];
  return known ? [...known, "unknown"] : [];
};

/** In another state than its good one. A component that is not in the vocabulary is, as nobody knows which of its states is good. */
export const isNotable = (deviceClass: DeviceClass, component: string, state: string): boolean =>
  (components[deviceClass] as Record<string, readonly string[]>)[component]?.[0] !== state;
