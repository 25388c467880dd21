import type { FaultView } from "../../contract/index.ts";
import type { Tx } from "../store/store.ts";
import type { FaultRule } from "./rule.ts";

/** What diagnostics and tickets may know of and do to the fault engine. */
export interface Faults {
  readonly rules: ReadonlyMap<string, FaultRule>;
  /** Writes what those above found out; the engine keeps its own copy in step. */
  patch(tx: Tx, id: string, change: Partial<Pick<FaultView, "ticket" | "conclusion">>): FaultView;
  /** Pending, open and clearing faults of a device or terminal, hidden ones too. */
  active(terminal: string, device?: string): FaultView[];
}
