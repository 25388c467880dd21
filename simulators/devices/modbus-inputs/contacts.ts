/** Inputs of the wiring in cash-box.md §7.4. */
export const input = {
  outerDoor: 0,
  cashBoxDoor: 1,
  lock: 2,
  cashBoxSeat: 3,
  shock: 4,
  key: 5,
  loop: 6,
  spare: 7,
} as const;

/** 5F: all closed, key off, loop intact. */
export const normal: readonly boolean[] = [true, true, true, true, true, false, true, false];

export const actions = [
  { name: "openDoor", text: "open the outer door", input: input.outerDoor, level: false },
  { name: "closeDoor", text: "close the outer door", input: input.outerDoor, level: true },
  { name: "openCashBoxDoor", text: "open the cash-box compartment", input: input.cashBoxDoor, level: false },
  { name: "closeCashBoxDoor", text: "close the cash-box compartment", input: input.cashBoxDoor, level: true },
  { name: "withdrawBolt", text: "withdraw the lock bolt", input: input.lock, level: false },
  { name: "throwBolt", text: "throw the lock bolt", input: input.lock, level: true },
  { name: "removeBox", text: "take the cash box out", input: input.cashBoxSeat, level: false },
  { name: "insertBox", text: "put the cash box in", input: input.cashBoxSeat, level: true },
  { name: "shock", text: "hit the cabinet; {ms}: how long it rings, default 500", input: input.shock, level: false },
  { name: "turnKey", text: "turn the service key; {on: false} turns it back", input: input.key, level: true },
] as const;

export const faults = [
  { name: "stuckBit", text: "the outer door contact stays as it is now, whatever the door does" },
  { name: "loopCut", text: "the loop through the connectors is open (1F)" },
  { name: "allZero", text: "field supply lost or connector pulled: every input reads 0" },
  { name: "bouncing", text: "the outer door contact changes at every read" },
  { name: "exception1", text: "illegal function to everything" },
  { name: "exception2", text: "illegal address to everything" },
  { name: "exception3", text: "illegal value to everything" },
  { name: "exception4", text: "device failure to everything" },
  { name: "exception6", text: "busy to everything" },
  { name: "wrongId", text: "answers under the next unit id" },
  { name: "collision", text: "two modules on one address answer together" },
  { name: "truncated", text: "the last two bytes of every answer are missing" },
  { name: "glued", text: "every answer comes twice in one write" },
  { name: "noAnswer", text: "no power: the module says nothing" },
] as const;
