import type {
  InspectionRound,
  Localized,
  OpenTicket,
  StockMove,
  TicketEvent,
  TicketView,
} from "../../contract/index.ts";
import { newTicket, type Terms } from "./opening.ts";
import { eventOf, plain } from "./timeline.ts";

/** Who needs to look is not known yet: whoever is on site can. */
const usualSkill = "site";

/** A ticket that somebody's call opened. It will not close by itself. */
export const reportedTicket = (request: OpenTicket, terms: Terms, by: string, now: number): TicketView => {
  const { terminal, device, contact, text, skill = usualSkill } = request;
  const title = plain(request.title.trim());
  const said = plain(text === undefined ? title.en : `${title.en}: ${text}`);
  const more = { ...terms, by, cause: "reported", ...(contact ? { contact } : {}) };
  return newTicket({ terminal, title, skill, ...(device ? { device } : {}) }, eventOf("opened", now, said, more));
};

type Item = InspectionRound["items"][number];

const itemText = ({ title, answer, findings }: Item): Localized => {
  const seen = findings.filter(({ result }) => result === "notOk").flatMap(({ evidence }) => evidence.slice(0, 2));
  const words = (language: keyof Localized): string => {
    const all = [answer?.note ?? "", ...seen.map((one) => one[language])].filter((one) => one !== "");
    const [open, close, comma] = language === "en" ? [" (", ")", ", "] : ["（", "）", "，"];
    return all.length > 0 ? `${title[language]}${open}${all.join(comma)}${close}` : title[language];
  };
  return { en: words("en"), "zh-CN": words("zh-CN") };
};

const listed = (texts: readonly Localized[]): Localized => ({
  en: texts.map((text) => text.en).join("; "),
  "zh-CN": texts.map((text) => text["zh-CN"]).join("；"),
});

/** What an inspection round found to be not in order; nothing if all is. */
export const notInOrder = ({ items }: InspectionRound): readonly Item[] =>
  items.filter(({ result }) => result === "notOk");

/** The ticket of a finished round that found something. */
export const roundTicket = (round: InspectionRound, terms: Terms, now: number): TicketView => {
  const items = notInOrder(round);
  const names = listed(items.map(({ title }) => title));
  const title = {
    en: `Inspection round ${round.number}: ${names.en}`.slice(0, 200),
    "zh-CN": `第 ${round.number} 次巡检：${names["zh-CN"]}`.slice(0, 200),
  };
  const found = listed(items.map(itemText));
  const more = { ...terms, by: round.finishedBy ?? "broker", cause: "inspection", round: round.number };
  const text = { en: `Not in order: ${found.en}`, "zh-CN": `不合格项：${found["zh-CN"]}` };
  return newTicket({ terminal: round.terminal, title, skill: usualSkill }, eventOf("opened", now, text, more));
};

const moveWords: Readonly<Record<StockMove["kind"], Localized>> = {
  receive: { en: "Received", "zh-CN": "入库" },
  move: { en: "Moved", "zh-CN": "调拨" },
  use: { en: "Used", "zh-CN": "领用" },
  return: { en: "Returned", "zh-CN": "退回" },
  writeOff: { en: "Written off", "zh-CN": "报废" },
  loanOut: { en: "Lent", "zh-CN": "借出" },
  loanBack: { en: "Loan given back", "zh-CN": "借用归还" },
};

/** A move of spare parts for a ticket. */
export const movedEvent = ({ n, at, by, kind, item, quantity, serial, from, to }: StockMove): TicketEvent => {
  const words = moveWords[kind];
  const what = `${quantity} × ${item}${serial === undefined ? "" : ` ${serial}`}`;
  const way = [from, to].filter((place) => place !== undefined).join(" → ");
  const text = {
    en: `${words.en}: ${what}${way === "" ? "" : ` (${way})`}`,
    "zh-CN": `${words["zh-CN"]}：${what}${way === "" ? "" : `（${way}）`}`,
  };
  return eventOf("stockMoved", at, text, { by, move: n });
};
