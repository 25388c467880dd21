import { AppError, messageOf } from "../../contract/index.ts";
import type { DeviceSimulation } from "../api.ts";
import type { Pace } from "./pace.ts";

/** Devices of a kiosk by their role, as the sales application uses them. */
export type Role = "cash" | "reader" | "printer" | "touch";

/** How a transaction ended, in the words of the agent's local API. Never card data: there is none here. */
export interface SaleResult {
  readonly result: "success" | "failed" | "cancelled";
  readonly cause?: string;
}

/** What a transaction can do to the world: every wait goes through the pace, every device through its role. */
export interface Stage {
  readonly pace: Pace;
  readonly random: () => number;
  device(role: Role): DeviceSimulation | undefined;
  /** A customer's pause. */
  pause(): Promise<void>;
  /** Until it is so, or the customer's patience is over: then false. */
  until(so: () => boolean): Promise<boolean>;
  /** A touch at a target of the screen, told to the agent; 0..1 of width and height. */
  touch(x: number, y: number): Promise<void>;
}

export interface Transaction {
  readonly kind: "cash" | "card";
  run(stage: Stage, amount: number): Promise<SaleResult>;
}

const failed = (cause: string): SaleResult => ({ result: "failed", cause });

/** One act of the physical world; what the device cannot do now is the cause of a failed sale, not a crash. */
export const attempt = (device: DeviceSimulation | undefined, action: string, args?: Record<string, unknown>) => {
  if (!device) return "notFitted";
  try {
    device.act(action, args);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : messageOf(error);
  }
};

/** Notes in the box, as the simulated acceptor counts them; `undefined` if it does not tell. */
const stackedOf = (device: DeviceSimulation | undefined): number | undefined => {
  const state = device?.state() ?? {};
  const count = state["stacked"] ?? state["notesStacked"] ?? state["cashBoxNotes"];
  return typeof count === "number" ? count : undefined;
};

const receiptLines = 24;

const printReceipt = async (stage: Stage): Promise<SaleResult> => {
  const printer = stage.device("printer");
  const trouble = attempt(printer, "print", { lines: receiptLines });
  if (trouble !== undefined) return failed(`printer ${trouble}`);
  await stage.pause();
  return printer?.state()["offline"] === true ? failed("printer offline") : { result: "success" };
};

/** Note in, accepted, receipt. The acceptor needs its host (the agent's driver) to take the note. */
const cash: Transaction = {
  kind: "cash",
  async run(stage, amount) {
    const acceptor = stage.device("cash");
    const before = stackedOf(acceptor);
    const trouble = attempt(acceptor, "insertNote", { type: noteTypeOf(amount) });
    if (trouble !== undefined) return failed(`cash ${trouble}`);
    const taken = before === undefined || (await stage.until(() => (stackedOf(acceptor) ?? 0) > before));
    if (!taken) return failed("cash note not accepted");
    await stage.pause();
    return printReceipt(stage);
  },
};

/** The smallest note that pays the amount, of 5, 10 and 20 units: types 0, 1, 2 of the simulated acceptor's table. */
const noteTypeOf = (amount: number): number => (amount <= 500 ? 0 : amount <= 1000 ? 1 : 2);

/** Card in, paid, card taken, receipt. */
const card: Transaction = {
  kind: "card",
  async run(stage) {
    const reader = stage.device("reader");
    const trouble = attempt(reader, "insertCard");
    if (trouble !== undefined) return failed(`reader ${trouble}`);
    await stage.pause();
    const stuck = attempt(reader, "takeCard");
    if (stuck !== undefined) return failed(`reader ${stuck}`);
    return printReceipt(stage);
  },
};

export const transactions: readonly Transaction[] = [cash, card];
