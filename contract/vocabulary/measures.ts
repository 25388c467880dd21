/** One unit per measure, for ever: a value on the wire carries no unit of its own. Counters only grow, and restart at 0 only when the device says so. */
export const measures = {
  // every device on a line
  linkFrames: { unit: "count", counter: true, text: "valid frames received since the port was opened" },
  linkErrors: { unit: "count", counter: true, text: "damaged frames, wrong answers and missed deadlines" },
  linkDiscardedBytes: { unit: "bytes", counter: true, text: "bytes that belonged to no frame" },
  linkRoundTrip: { unit: "ms", counter: false, text: "median time from request to answer over the last polls" },
  // cash acceptor
  notesStacked: { unit: "count", counter: true, text: "notes accepted into the cash box" },
  notesReturned: { unit: "count", counter: true, text: "notes handed back" },
  notesRejected: { unit: "count", counter: true, text: "notes refused" },
  cheatAttempts: { unit: "count", counter: true, text: "manipulation attempts the acceptor reported" },
  cashBoxNotes: { unit: "count", counter: false, text: "notes counted into the box since it was last removed" },
  cashBoxFill: { unit: "percent", counter: false, text: "notes in the box of its configured capacity" },
  cashBoxValue: { unit: "minorUnits", counter: false, text: "value counted into the box since it was last removed" },
  lifetimeNotesStacked: {
    unit: "count",
    counter: true,
    text: "notes stacked over the acceptor's life, as it counts them",
  },
  lifetimeNotesRejected: {
    unit: "count",
    counter: true,
    text: "notes refused over the acceptor's life, as it counts them",
  },
  notesStored: {
    unit: "count",
    counter: true,
    text: "notes put into the store for paying out, as the acceptor counts them",
  },
  notesDispensed: { unit: "count", counter: true, text: "notes paid out of the store, as the acceptor counts them" },
  notesMovedToBox: { unit: "count", counter: true, text: "notes moved from the store into the cash box" },
  noteStoreNotes: { unit: "count", counter: false, text: "notes in the store for paying out" },
  noteStoreValue: { unit: "minorUnits", counter: false, text: "value in the store for paying out" },
  // card reader
  cardInsertions: { unit: "count", counter: true, text: "cards taken in" },
  cardsRetained: {
    unit: "count",
    counter: true,
    text: "cards retained, as the reader counts them, or else its driver",
  },
  // printer
  cuts: { unit: "count", counter: true, text: "autocutter operations over the printer's life" },
  linesFed: { unit: "count", counter: true, text: "paper feed lines over the printer's life" },
  headEnergisings: { unit: "count", counter: true, text: "thermal head energisings over the printer's life" },
  operatingTime: { unit: "hours", counter: true, text: "powered hours over the device's life" },
  paperRemaining: { unit: "cm", counter: false, text: "paper left on the roll, as the printer computes it" },
  paperPrinted: { unit: "cm", counter: true, text: "paper printed over the printer's life" },
  powerUps: { unit: "count", counter: true, text: "power-ups over the device's life" },
  ticketsRetracted: { unit: "count", counter: true, text: "tickets taken back because nobody took them" },
  // display
  brightness: { unit: "percent", counter: false, text: "picture brightness setting" },
  backlight: { unit: "percent", counter: false, text: "lamp (backlight) setting" },
  temperature: { unit: "celsius", counter: false, text: "temperature the device reports" },
  panelOnTime: { unit: "hours", counter: true, text: "panel-on hours over the display's life" },
  // touchscreen
  touches: { unit: "count", counter: true, text: "touches seen" },
  idleTouches: { unit: "count", counter: true, text: "touches seen with nobody at the terminal" },
  positioningErrorMax: { unit: "percentOfDiagonal", counter: false, text: "worst target of the last accuracy test" },
  positioningErrorMean: { unit: "percentOfDiagonal", counter: false, text: "mean error of the last accuracy test" },
  positioningResidual: { unit: "percentOfDiagonal", counter: false, text: "error that a re-calibration cannot repair" },
  // cabinet
  doorOpenings: { unit: "count", counter: true, text: "times the outer door was opened" },
  shocks: { unit: "count", counter: true, text: "shock events" },
  // power supply
  inputVoltage: { unit: "volts", counter: false, text: "mains voltage at the UPS" },
  inputVoltageLowest: { unit: "volts", counter: false, text: "lowest mains voltage since the last question" },
  inputFrequency: { unit: "hertz", counter: false, text: "mains frequency at the UPS" },
  outputVoltage: { unit: "volts", counter: false, text: "voltage the UPS gives" },
  outputLoad: { unit: "percent", counter: false, text: "load of the UPS of its rated power" },
  batteryVoltage: { unit: "volts", counter: false, text: "voltage of the whole battery" },
  batteryCharge: { unit: "percent", counter: false, text: "charge of the battery, guessed from its voltage" },
  mainsFailures: { unit: "count", counter: true, text: "times the mains failed and the UPS took over" },
  batteryAge: { unit: "days", counter: false, text: "age of the UPS battery, from the date it was fitted" },
  // network
  gatewayLoss: { unit: "percent", counter: false, text: "questions to the gateway lost of those of the last while" },
  gatewayRoundTrip: { unit: "ms", counter: false, text: "median time to the gateway and back" },
  nameServiceTime: { unit: "ms", counter: false, text: "median time until a name is resolved" },
  brokerLoss: {
    unit: "percent",
    counter: false,
    text: "connections to the broker that failed of those of the last while",
  },
  brokerConnectTime: { unit: "ms", counter: false, text: "median time until a connection to the broker stands" },
  linkSpeed: { unit: "megabitsPerSecond", counter: false, text: "speed of the link to the next switch" },
  carrierLosses: { unit: "count", counter: true, text: "times the link lost its carrier since the computer started" },
  // network: modem
  rssi: { unit: "dBm", counter: false, text: "received signal strength (CSQ)" },
  rsrp: { unit: "dBm", counter: false, text: "reference signal received power of the LTE cell" },
  rsrq: { unit: "dB", counter: false, text: "reference signal received quality of the LTE cell" },
  sinr: { unit: "dB", counter: false, text: "signal to interference and noise of the LTE cell" },
  simPinTries: { unit: "count", counter: false, text: "PIN tries left while the SIM asks for its PIN" },
  modemRestarts: { unit: "count", counter: true, text: "times the modem started anew without having been told to" },
  // host
  processorLoad: { unit: "percent", counter: false, text: "processor load since the last poll" },
  memoryUsed: { unit: "percent", counter: false, text: "memory in use" },
  storageUsed: { unit: "percent", counter: false, text: "disk in use on the partition of the data folder" },
  storageFree: { unit: "bytes", counter: false, text: "disk free on the partition of the data folder" },
  uptime: { unit: "seconds", counter: false, text: "time since the computer started" },
  clockSkew: { unit: "ms", counter: false, text: "terminal clock minus broker clock" },
  networkReceived: { unit: "bytes", counter: true, text: "bytes received since start, loopback left out" },
  networkSent: { unit: "bytes", counter: true, text: "bytes sent since start, loopback left out" },
  outboxRecords: { unit: "count", counter: false, text: "records waiting in the outbox" },
  outboxDropped: { unit: "count", counter: true, text: "records given up for lack of space" },
} as const;

export type MeasureName = keyof typeof measures;
