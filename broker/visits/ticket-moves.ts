import type { Localized, TicketState, TicketView, VisitClaim } from "../../contract/index.ts";
import { namesFrom } from "../people/name.ts";
import type { Tx } from "../store/store.ts";
import type { VisitRow } from "../store/visit-rows.ts";
import type { Action } from "../tickets/actions.ts";
import type { Tickets } from "../tickets/index.ts";
import { appointmentText } from "./appointments.ts";

/** Nobody has said yet that the service is back: only then a visit moves its ticket. Afterwards it is noted there and no more. */
const working: readonly TicketState[] = ["new", "accepted", "remoteWork", "waiting", "dispatched", "onSite"];
const notResolved: readonly TicketState[] = [...working, "restored"];

type Step = Omit<Action, "version">;
type NameOf = ReturnType<typeof namesFrom>;

const visitNamed = ({ number }: VisitRow): Localized => ({ en: `Visit ${number}`, "zh-CN": `上门 ${number}` });

const noted = (row: VisitRow, en: string, zh: string): Step => ({
  action: "comment",
  says: { en: `${visitNamed(row).en}: ${en}`, "zh-CN": `${visitNamed(row)["zh-CN"]}：${zh}` },
});

const behind = (text: string | undefined, colon: string): string => (text === undefined ? "" : `${colon}${text}`);

const appointed = (row: VisitRow, nameOf: NameOf): Step[] => {
  const when = `${appointmentText(row.appointment)}, ${nameOf(row.technician)}`;
  const says = { en: `Visit ${row.number}: ${when}`, "zh-CN": `上门 ${row.number}：${when}` };
  return [
    { action: "assign", assignee: row.technician },
    { action: "plan", says },
    { action: "wait", reason: "appointment", says },
  ];
};

const swapped = ({ device = "", item = "", oldSerial, newSerial }: VisitClaim): string =>
  `${device}, ${item}${oldSerial === undefined && newSerial === undefined ? "" : ` (${oldSerial ?? "?"} -> ${newSerial ?? "?"})`}`;

const outcomes: Readonly<Record<NonNullable<VisitClaim["outcome"]>, Localized>> = {
  resolved: { en: "resolved", "zh-CN": "已解决" },
  restored: { en: "service is back", "zh-CN": "服务已恢复" },
  unresolved: { en: "not mended", "zh-CN": "未修复" },
};

const left = (row: VisitRow, { outcome = "unresolved", text }: VisitClaim): Step => {
  const said = outcomes[outcome];
  const note = noted(row, `left; ${said.en}${behind(text, ": ")}`, `已离场，${said["zh-CN"]}${behind(text, "：")}`);
  if (outcome === "unresolved") return note;
  return { ...note, action: outcome === "resolved" ? "resolve" : "restore" };
};

/** What a claim does to the visit's ticket. */
const stepsOf = (
  row: VisitRow,
  claim: VisitClaim,
  { van, nameOf }: { van: string | undefined; nameOf: NameOf },
): Step[] => {
  const { action, text } = claim;
  switch (action) {
    case "leaveFor":
      return [{ action: "dispatch", assignee: row.technician, ...(van === undefined ? {} : { van }) }];
    case "arrive":
      return [{ action: "arrive", assignee: row.technician }];
    case "swap":
      return [noted(row, `part swapped: ${swapped(claim)}`, `已换件：${swapped(claim)}`)];
    case "depart":
      return [left(row, claim)];
    case "sign":
      return [noted(row, `signed by ${claim.name}`, `${claim.name} 已签字`)];
    case "move":
      return appointed(row, nameOf);
    case "cancel":
      return [{ action: "resume" }, noted(row, `cancelled${behind(text, ": ")}`, `已取消${behind(text, "：")}`)];
    case "miss":
      return [
        { action: "resume" },
        noted(row, `did not take place${behind(text, ": ")}`, `未成行${behind(text, "：")}`),
      ];
    case "note":
      return [noted(row, text ?? "", text ?? "")];
    case "test":
    case "clean":
      return [];
  }
};

/** True if a ticket in this state takes the step; a step it does not take is left out. */
const takes = ({ state }: TicketView, { action }: Step): boolean => {
  if (action === "comment") return true;
  if (action === "resume") return state === "waiting";
  return (action === "assign" || action === "resolve" ? notResolved : working).includes(state);
};

/** A step that the ticket's state does not take leaves its words there all the same. */
const asTaken = (ticket: TicketView, step: Step): Step | undefined => {
  if (takes(ticket, step)) return step;
  return step.says ? { action: "comment", says: step.says } : undefined;
};

/** The visit's ticket, or the one it was merged into. */
const ticketOf = (tx: Tx, number: number, depth = 0): TicketView | undefined => {
  const ticket = tx.read.ticket(number);
  return ticket?.mergedInto === undefined || depth > 9 ? ticket : ticketOf(tx, ticket.mergedInto, depth + 1);
};

const doAll = (tx: Tx, tickets: Pick<Tickets, "actIn">, row: VisitRow, steps: readonly Step[], by: string): void => {
  if (row.ticket === undefined) return;
  let said: string | undefined;
  for (const wish of steps) {
    const ticket = ticketOf(tx, row.ticket);
    const step = ticket && asTaken(ticket, wish);
    if (!step || (step.action === "comment" && step.says?.en === said)) continue;
    tickets.actIn(tx, ticket.number, step, by);
    said = step.says?.en;
  }
};

export const onPlanned = (tx: Tx, tickets: Pick<Tickets, "actIn">, row: VisitRow, by: string): void =>
  doAll(tx, tickets, row, appointed(row, namesFrom(tx.read)), by);

export const onClaim = (
  tx: Tx,
  tickets: Pick<Tickets, "actIn">,
  { row, claim, van }: { row: VisitRow; claim: VisitClaim; van: string | undefined },
): void => doAll(tx, tickets, row, stepsOf(row, claim, { van, nameOf: namesFrom(tx.read) }), claim.by);

/** Nobody has arrived in time. `openedAt`: a door was opened all the same. */
export const onLate = (tx: Tx, tickets: Pick<Tickets, "actIn">, row: VisitRow, opened: boolean): void => {
  const step = opened
    ? noted(
        row,
        `nobody has said that they arrived by the end of the appointment, though the machine was opened`,
        "约定时间已过，无人报告到场，但机柜曾被打开",
      )
    : noted(row, "nobody has arrived by the end of the appointment", "约定时间已过，无人到场");
  doAll(tx, tickets, row, [step], `visit:${row.number}`);
};

export const onMissed = (tx: Tx, tickets: Pick<Tickets, "actIn">, row: VisitRow): void =>
  doAll(
    tx,
    tickets,
    row,
    [{ action: "resume" }, noted(row, "did not take place: nobody said anything for a day", "未成行：一天内无人报告")],
    `visit:${row.number}`,
  );
