import type { Column, OnCallCall, OnCallPage, OnCallTest, OnCallWay } from "../../contract/index.ts";
import { AppError, exitCodes, queueTitles, type TicketQueue, ticketQueues } from "../../contract/plain.ts";
import { duration } from "../i18n/times.ts";
import { type Args, type Desk, optional } from "./desk.ts";

const testColumns: readonly Column[] = [
  { title: { en: "Queue", "zh-CN": "队列" } },
  { title: { en: "When", "zh-CN": "时机" } },
  { title: { en: "Who", "zh-CN": "通知对象" } },
  { title: { en: "By", "zh-CN": "方式" } },
];
const pageColumns: readonly Column[] = [
  { title: { en: "Told", "zh-CN": "呼叫时间" } },
  { title: { en: "Ticket", "zh-CN": "工单" }, align: "right" },
  { title: { en: "Step", "zh-CN": "步骤" }, align: "right", priority: 3 },
  { title: { en: "Who", "zh-CN": "值班人" } },
  { title: { en: "Rota", "zh-CN": "值班表" }, priority: 4 },
  { title: { en: "Accepted after", "zh-CN": "受理用时" } },
  { title: { en: "By", "zh-CN": "受理人" }, priority: 2 },
  { title: { en: "Result", "zh-CN": "结果" }, priority: 1 },
];
const callColumns: readonly Column[] = [
  { title: { en: "Call", "zh-CN": "通话时间" } },
  { title: { en: "Length", "zh-CN": "时长" }, align: "right" },
  { title: { en: "Who", "zh-CN": "值班人" } },
  { title: { en: "Ticket", "zh-CN": "工单" }, align: "right" },
  { title: { en: "Result", "zh-CN": "结果" } },
];

/** Options that were given, by their name in the API. */
export const given = (args: Args, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (args[name] === undefined ? [] : [[name, optional(args, name) ?? ""]])));

/** The options that an action needs. Throws `usage` that shows them. */
export const needed = (desk: Desk, args: Args, usage: string, ...names: readonly string[]): Record<string, string> => {
  const found = given(args, ...names);
  if (names.some((name) => found[name] === undefined))
    throw new AppError("usage", desk.t("onCall.usage", { usage: `roundsman on-call ${usage}` }));
  return found;
};

export const queueText = ({ language }: Desk, queue: TicketQueue): string =>
  `${queue}: ${queueTitles[queue][language]}`;

/** `Eva Lang (eva)`. */
export const nameOf = ({ name, person }: { readonly name?: string; readonly person: string }): string =>
  name === undefined || name === person ? person : `${name} (${person})`;

const wayText = ({ t, ui }: Desk, { channel, to, missing }: OnCallWay): string => {
  if (missing !== undefined) return ui.paint("bad", t("pair", { a: channel, b: t(`onCall.missing.${missing}`) }));
  return to === undefined ? channel : t("pair", { a: channel, b: to });
};

type Step = OnCallTest["steps"][number];

const whoText = ({ t }: Desk, { rota, insteadOf, ...who }: Step["told"][number]): string => {
  const more = [rota, insteadOf === undefined ? undefined : t("onCall.insteadOf", { rota: insteadOf })].flatMap(
    (one) => one ?? [],
  );
  return `${nameOf(who)}${more.length > 0 ? t("brackets", { text: more.join(t("comma")) }) : ""}`;
};

const whenText = ({ t }: Desk, { acceptMinutes }: OnCallTest, { at }: Step, n: number): string => {
  if (at === 0) return t("onCall.atOnce");
  const percent = t("onCall.percent", { percent: at });
  return acceptMinutes === undefined
    ? percent
    : `${percent}\n${t("onCall.notAccepted", { minutes: acceptMinutes * n })}`;
};

const testRows = (desk: Desk, test: OnCallTest): string[][] => {
  if (!test.path) return [[queueText(desk, test.queue), "", desk.t("onCall.noPath"), ""]];
  return test.steps.map((step, n) => [
    n === 0 ? queueText(desk, test.queue) : "",
    whenText(desk, test, step, n),
    [
      ...step.gaps.map((rota) => desk.ui.paint("bad", desk.t("onCall.gap", { rota }))),
      ...step.told.map((who) => whoText(desk, who)),
    ].join("\n"),
    [
      ...step.gaps.map(() => ""),
      ...step.told.map(({ ways }) => ways.map((way) => wayText(desk, way)).join(desk.t("comma"))),
    ].join("\n"),
  ]);
};

const isQueue = (name: string): name is TicketQueue => ticketQueues.some((queue) => queue === name);

export const test = async (desk: Desk, args: Args): Promise<number> => {
  const queue = optional(args, "what");
  if (queue !== undefined && !isQueue(queue))
    throw new AppError("usage", desk.t("onCall.noQueue", { queue, known: ticketQueues.join(", ") }));
  const found = await desk.client.testOnCall(queue === undefined ? {} : { queue });
  if (desk.ui.json) desk.ui.jsonOut(found);
  else {
    desk.ui.table(
      testColumns,
      found.flatMap((one) => testRows(desk, one)),
    );
    for (const { queue: of, severities } of found)
      if (severities) desk.prose(desk.t("onCall.onlySeverities", { queue: of, severities: severities.join(", ") }));
    desk.prose(desk.ui.paint("dim", desk.t("onCall.nobodyTold")));
  }
  const unreached = found.some(({ steps }) => steps.some(({ told }) => told.length === 0));
  return unreached ? exitCodes.faulty : exitCodes.ok;
};

const pageRow = (desk: Desk, page: OnCallPage): string[] => {
  const { acceptedAt, acceptedBy = "", result, ways } = page;
  const unreached = ways.filter(({ missing }) => missing !== undefined);
  return [
    desk.at(page.at),
    `#${page.ticket}`,
    `${page.step} %`,
    [page.person, ...(unreached.length === ways.length ? unreached.map((way) => wayText(desk, way)) : [])].join("\n"),
    page.rota ?? "",
    acceptedAt === undefined ? "" : duration(acceptedAt - page.at, desk.language),
    acceptedBy,
    result?.[desk.language] ?? "",
  ];
};

const callRow = (desk: Desk, { at, minutes, person, ticket, result }: OnCallCall): string[] => [
  desk.at(at),
  duration(minutes * 60_000, desk.language),
  person,
  ticket === undefined ? "" : `#${ticket}`,
  result,
];

export const log = async (desk: Desk, args: Args): Promise<number> => {
  if (args.minutes !== undefined || args.result !== undefined) return logCall(desk, args);
  const wish = {
    ...given(args, "from", "to", "person"),
    ...(args.ticket === undefined ? {} : { ticket: Number(args.ticket) }),
  };
  const { pages, calls } = await desk.client.onCallLog(wish);
  if (desk.ui.json) desk.ui.jsonOut({ pages, calls });
  else if (pages.length + calls.length === 0) desk.prose(desk.t("onCall.noLog"));
  else {
    if (pages.length > 0)
      desk.ui.table(
        pageColumns,
        pages.map((page) => pageRow(desk, page)),
      );
    if (calls.length > 0)
      desk.ui.table(
        callColumns,
        calls.map((call) => callRow(desk, call)),
      );
  }
  return exitCodes.ok;
};

const logCall = async (desk: Desk, args: Args): Promise<number> => {
  const { result = "" } = needed(desk, args, 'log --ticket 7 --minutes 12 --result "…"', "minutes", "result");
  const call = await desk.client.logOnCallCall({
    minutes: Number(args.minutes),
    result,
    ...(args.ticket === undefined ? {} : { ticket: Number(args.ticket) }),
    ...given(args, "person"),
  });
  if (desk.ui.json) desk.ui.jsonOut(call);
  else desk.prose(desk.t("onCall.logged", { n: call.n, person: call.person, minutes: call.minutes }));
  return exitCodes.ok;
};
