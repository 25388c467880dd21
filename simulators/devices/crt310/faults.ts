interface Fault {
  readonly name: string;
  readonly text: string;
  /** S1 while it lasts. */
  readonly s1?: number;
  /** What commands that move or change something are refused with. */
  readonly refuses?: number;
  /** What status questions are refused with. */
  readonly refusesStatus?: number;
}

export const faults: readonly Fault[] = [
  { name: "longCard", text: "a card longer than standard is stuck inside", s1: 0x46, refuses: 0x06 },
  { name: "shortCard", text: "a card shorter than standard is stuck inside", s1: 0x47, refuses: 0x06 },
  { name: "supplyRange", text: "supply voltage out of range: it talks, and moves nothing", refuses: 0x05 },
  { name: "backupSupply", text: "main supply gone, running on the backup supply", refuses: 0x07 },
  { name: "moveFails", text: "every move fails" },
  { name: "moveFailsOnce", text: "the next move fails, the one after it does not" },
  { name: "foreignObject", text: "sensor 3 sees something though there is no card" },
  { name: "switchStuck", text: "the entry switch says card though there is none" },
  { name: "shutterStuck", text: "the shutter does not close" },
  { name: "cardLeftInside", text: "a card is in the reader and nobody takes it" },
  { name: "strangePlace", text: "a card position that no manual lists", s1: 0x55 },
  { name: "strangeRefusal", text: "status is refused with a code that no manual lists", refusesStatus: 0x33 },
  { name: "statusJam", text: "status is refused for a card of the wrong length", refusesStatus: 0x06 },
];

export const actions = [
  { name: "insertCard", text: "a customer puts in a card; taken if entry is allowed" },
  {
    name: "takeCard",
    text: "the card at the front is taken; one that is inside is handed out first, as the sales application does",
  },
  { name: "pullCard", text: "the card is pulled out by force" },
  { name: "captureCard", text: "the card is moved out at the rear, as a sales application does with a forgotten one" },
] as const;
