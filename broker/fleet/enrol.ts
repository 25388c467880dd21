import { AppError, type Clock, isTerminalId } from "../../contract/index.ts";
import { hashSecret } from "../gateway/credentials.ts";
import type { RandomHex } from "../random.ts";
import type { TerminalRow, Tx } from "../store/store.ts";

export interface Enrolment {
  readonly id: string;
  readonly name?: string | undefined;
  readonly site?: string | undefined;
}

/**
 * Enrols a terminal and returns its row and its password (256 bits, shown once, stored hashed). Throws `AppError`: `invalid` for a malformed id,
 * `conflict` if the id is taken.
 */
export const enrolTerminal = (
  tx: Tx,
  { id, name, site }: Enrolment,
  deps: { clock: Clock; random: RandomHex },
): { row: TerminalRow; password: string } => {
  if (!isTerminalId(id))
    throw new AppError("invalid", {
      en: `${JSON.stringify(id)} is not a terminal id`,
      "zh-CN": `${JSON.stringify(id)} 不是终端编号`,
    });
  if (tx.read.terminal(id))
    throw new AppError("conflict", { en: `terminal ${id} is enrolled already`, "zh-CN": `终端 ${id} 已登记` });
  const now = deps.clock.now();
  const password = deps.random(32);
  const row: TerminalRow = {
    id,
    name: name ?? id,
    site: site ?? "",
    createdAt: now,
    status: "unknown",
    statusAt: now,
    lastSeenAt: 0,
  };
  tx.saveTerminal(row);
  tx.saveCredential(id, hashSecret(password));
  return { row, password };
};
