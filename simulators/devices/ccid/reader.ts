/** What the simulated reader is: its switches and the card in it. Written from the sheet `ccid-reader.md`. */
export const faultTexts = {
  hardwareError: "every command of the card side fails with FB",
  overcurrent: "the reader tells of an overcurrent (51); power-on then fails with FB",
  shortCircuit: "power-on fails with A2",
  mute: "every card is mute: power-on fails with FE",
  parity: "power-on fails with FD: dirty contacts",
  badTs: "power-on fails with F8",
  badTck: "power-on fails with F7",
  otherProtocol: "power-on fails with F6",
  slotBusy: "every command fails with E0",
  timeExtension: "the answer comes after two requests for more time",
  lateAnswers: "an answer to an older command comes first",
  noNotices: "the interrupt endpoint tells no slot change",
  wrongAtr: "the answer to reset ends in the middle",
  noVoltageChoice: "power-on fails with FE unless 3 V are selected",
} as const;
export type Fault = keyof typeof faultTexts;
export const isFault = (name: string): name is Fault => Object.hasOwn(faultTexts, name);

export interface Reader {
  readonly faults: Set<Fault>;
  /** The card's answer to reset; undefined without a card. */
  card: readonly number[] | undefined;
  isPowered: boolean;
  readonly counters: { insertions: number; powerOns: number; commands: number; aborts: number };
}

/** bmICCStatus: active, present, absent. */
export const iccStatus = ({ card, isPowered }: Reader): number => (card === undefined ? 2 : isPowered ? 0 : 1);

/** Sheet §3: T=0, eight historical bytes. */
export const usualAtr: readonly number[] = [0x3b, 0x68, 0x00, 0x00, 0x00, 0x73, 0xc8, 0x40, 0x12, 0x00, 0x90, 0x00];
