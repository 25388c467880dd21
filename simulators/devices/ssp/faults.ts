/** Faults that show in every poll while they last, and what mends them beside a hand. */
export const persistent = {
  unsafeJam: "a note is jammed where the customer reaches it (E9); a reset pushes it out at the front",
  safeJam: "a note is jammed out of reach (EA); only a hand frees it",
  stackerFull: "the cash box is full (E7)",
  cashBoxRemoved: "the cash box is out (E3)",
  notePathOpen: "the head stands open (E0)",
  bagOutOfPosition: "the tamper-evident bag is out of position (90 03)",
} as const;

/** Faults of another kind. */
export const others = {
  fraud:
    "a note is pulled back on a string while it is stacked: E6 at once and for every note while it lasts, and no credit",
  rejectAll: "every note is rejected: width",
  strimming: "every note is rejected: strimming attempt",
  powerCutStacking: "power was cut with a note of channel 2 on its way: F1 E2 02",
  powerCutEscrow: "power was cut with a note of channel 2 in escrow: F1 E1 02",
  keyRequired: "from now on only encrypted packets are taken (FA)",
  softwareError: "every command but SYNC is answered F6",
  inhibited: "every channel is inhibited by another hand (B5)",
  strangeEvent: "an event of a ticket printer (A5) is in every poll answer",
  deviceSwapped: "another unit of the same kind is at the line",
} as const;

/** Faults of units that pay out; a plain validator has none of these parts. */
export const ofStore = {
  payoutJam: "a note jammed while it was paid out (D5)",
  payoutOutOfService: "the payout module went out of service (C6)",
  storeFull: "the store for paying out is full (CF)",
  storeRemoved: "the note float was taken off (C7)",
} as const;

export const faults = [persistent, others, ofStore].flatMap((table) =>
  Object.entries(table).map(([name, text]) => ({ name, text })),
);

export const actions = [
  { name: "insertNote", text: "a customer pushes in a note; args: channel (default 1)" },
  { name: "removeCashBox", text: "the cash box is taken out" },
  { name: "returnCashBox", text: "an empty cash box is put in" },
] as const;
