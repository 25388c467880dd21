import type { VisitAction, VisitState } from "./visits.ts";

/** A field of what is said of a visit, beside those that every action takes. */
type VisitField =
  | "device"
  | "item"
  | "oldSerial"
  | "newSerial"
  | "stock"
  | "returnTo"
  | "outcome"
  | "name"
  | "text"
  | "from"
  | "to"
  | "zone"
  | "technician";

export interface VisitActionRule {
  readonly from: readonly VisitState[];
  /** Left out: the state stays. */
  readonly to?: VisitState;
  readonly needs?: readonly VisitField[];
  readonly takes?: readonly VisitField[];
}

const ahead: readonly VisitState[] = ["planned", "onTheWay", "missed"];
const any: readonly VisitState[] = ["planned", "onTheWay", "onSite", "left", "signed", "cancelled", "missed"];

/** What may be said of a visit in which state, what it must come with, and where it leads: the broker refuses the rest, the console offers only these. */
export const visitRules: Readonly<Record<VisitAction, VisitActionRule>> = {
  leaveFor: { from: ["planned", "missed"], to: "onTheWay", takes: ["text"] },
  arrive: { from: ahead, to: "onSite", takes: ["text"] },
  swap: {
    from: ["onSite"],
    needs: ["device", "item"],
    takes: ["oldSerial", "newSerial", "stock", "returnTo", "text"],
  },
  test: { from: ["onSite"], takes: ["device", "text"] },
  clean: { from: ["onSite"], takes: ["device", "text"] },
  note: { from: any, needs: ["text"] },
  depart: { from: ["onSite"], to: "left", takes: ["outcome", "text"] },
  sign: { from: ["onSite", "left"], needs: ["name"], takes: ["text"] },
  move: { from: ahead, to: "planned", needs: ["from", "to"], takes: ["zone", "technician", "text"] },
  cancel: { from: ahead, to: "cancelled", needs: ["text"] },
  miss: { from: ["planned", "onTheWay"], to: "missed", needs: ["text"] },
};

/** The state after an action. A visit counts as signed once somebody has left and the site has signed, in whichever order. */
export const visitAfter = (state: VisitState, action: VisitAction, signed: boolean): VisitState => {
  if (action === "sign") return state === "left" ? "signed" : state;
  if (action === "depart" && signed) return "signed";
  return visitRules[action].to ?? state;
};
