interface Fault {
  readonly name: string;
  readonly text: string;
  /** The code that commands are refused with while it lasts. */
  readonly code?: string;
  /** An INITIALISE mends it. */
  readonly cured?: true;
}

export const faults: readonly Fault[] = [
  { name: "cardJam", text: "a card is jammed; INITIALISE frees it", code: "10", cured: true },
  { name: "cardJamHard", text: "a card is jammed; only a hand frees it", code: "10" },
  { name: "sensor", text: "sensor error", code: "12" },
  { name: "motor", text: "motor fault", code: "51" },
  { name: "icMagnet", text: "magnet of the chip contact is dead", code: "41" },
  { name: "icContact", text: "chip contact is not released", code: "05" },
  { name: "icShort", text: "short circuit of the chip supply", code: "60" },
  { name: "strangeError", text: "an error code that no manual lists", code: "77" },
  { name: "notInitialised", text: "power was lost; INITIALISE brings it back", cured: true },
  { name: "binFull", text: "the bin of retained cards is full" },
  { name: "counterOverflow", text: "the counter of retained cards is past 999" },
  { name: "stackerLow", text: "few cards in the stacker" },
  { name: "stackerEmpty", text: "no cards in the stacker" },
  { name: "foreignObject", text: "sensor 3 sees something though there is no card" },
  { name: "cardLeftInside", text: "a card is in the reader and nobody takes it" },
  { name: "silentUntilReopen", text: "says nothing until its port is closed and opened again" },
];

export const actions = [
  { name: "insertCard", text: "a customer puts in a card; taken if entry is allowed" },
  {
    name: "takeCard",
    text: "the card at the gate is taken; one that is inside is handed out first, as the sales application does",
  },
  { name: "pullCard", text: "the card is pulled out by force" },
] as const;
