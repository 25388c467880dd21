import { readFileSync } from "node:fs";
import type {
  Column,
  NewOnCallFeed,
  OnCallChange,
  OnCallChanged,
  OnCallDuty,
  OnCallPlanView,
  OnCallView,
} from "../../contract/index.ts";
import { AppError, asRead, exitCodes, messageOf, sentenceOf } from "../../contract/plain.ts";
import { actorText } from "../i18n/said.ts";
import { absolute, duration } from "../i18n/times.ts";
import { type Args, type Desk, optional } from "./desk.ts";
import { given, log, nameOf, needed, queueText, test } from "./paging.ts";

const nowColumns: readonly Column[] = [
  { title: { en: "Queue", "zh-CN": "队列" } },
  { title: { en: "Rota", "zh-CN": "值班表" } },
  { title: { en: "On duty", "zh-CN": "当前值班" } },
  { title: { en: "Until", "zh-CN": "至" } },
  { title: { en: "Next", "zh-CN": "下一位" }, priority: 1 },
  { title: { en: "From", "zh-CN": "起" }, priority: 2 },
];
const dutyColumns: readonly Column[] = [
  { title: { en: "From", "zh-CN": "起" } },
  { title: { en: "To", "zh-CN": "止" } },
  { title: { en: "Hours", "zh-CN": "时长" }, align: "right" },
  { title: { en: "Rota", "zh-CN": "值班表" } },
  { title: { en: "On duty", "zh-CN": "值班人" } },
  { title: { en: "By change", "zh-CN": "变更号" }, align: "right", priority: 1 },
];
const changeColumns: readonly Column[] = [
  { title: { en: "No.", "zh-CN": "编号" }, align: "right" },
  { title: { en: "Kind", "zh-CN": "类型" } },
  { title: { en: "Rota", "zh-CN": "值班表" } },
  { title: { en: "What", "zh-CN": "内容" } },
  { title: { en: "Why", "zh-CN": "原因" }, priority: 1 },
  { title: { en: "By", "zh-CN": "经办" }, priority: 2 },
];
type Rota = OnCallView["rotas"][number];

/** Moments of duties are appointments: always exact, to the minute. */
const minute = (at: number): string => absolute(at).slice(0, 16);

const nowRow = (desk: Desk, { rota, title, queues, now, next }: Rota): string[] => [
  queues.map((queue) => queueText(desk, queue)).join("\n"),
  title[desk.language] === rota ? rota : `${title[desk.language]} (${rota})`,
  now ? nameOf(now) : desk.ui.paint("bad", desk.t("onCall.nobody")),
  now ? minute(now.to) : "",
  next ? nameOf(next) : desk.ui.paint("warn", desk.t("onCall.nobody")),
  next ? minute(next.from) : "",
];

const sayWarnings = (desk: Desk, warnings: readonly { readonly en: string; readonly "zh-CN": string }[]): void => {
  for (const warning of warnings) desk.prose(desk.ui.paint("warn", warning[desk.language]));
};

const now = async (desk: Desk, args: Args): Promise<number> => {
  const view = await desk.client.onCall();
  const rotas = view.rotas.filter(({ rota }) => args.rota === undefined || rota === args.rota);
  if (desk.ui.json) desk.ui.jsonOut({ ...view, rotas });
  else if (rotas.length === 0) desk.prose(desk.t("onCall.none"));
  else {
    desk.ui.table(
      nowColumns,
      rotas.map((rota) => nowRow(desk, rota)),
    );
    if (view.warnings.length > 0) desk.heading(desk.t("onCall.warnings"));
    sayWarnings(desk, view.warnings);
  }
  return exitCodes.ok;
};

const dutyRow = ({ language }: Desk, { rota, person, from, to, change }: OnCallDuty): string[] => [
  minute(from),
  minute(to),
  duration(to - from, language),
  rota,
  person,
  change === undefined ? "" : String(change),
];

const duties = async (desk: Desk, args: Args): Promise<number> => {
  const found = await desk.client.onCallDuties(given(args, "from", "to", "rota", "person"));
  if (desk.ui.json) desk.ui.jsonOut(found);
  else if (found.length === 0) desk.prose(desk.t("onCall.noDuties"));
  else
    desk.ui.table(
      dutyColumns,
      found.map((duty) => dutyRow(desk, duty)),
    );
  return exitCodes.ok;
};

const span = ({ t }: Desk, { person, from, to }: Pick<OnCallChange, "person" | "from" | "to">): string =>
  t("onCall.span", { person, from: minute(from), to: minute(to) });

const changeText = (desk: Desk, change: OnCallChange): string => {
  const { cancelledAt, with: other } = change;
  const sides = [span(desk, change), ...(other ? [span(desk, other)] : [])].join(" ⇄ ");
  if (cancelledAt === undefined) return sides;
  return `${sides}${desk.t("comma")}${desk.t("onCall.cancelled", { time: minute(cancelledAt) })}`;
};

const changes = async (desk: Desk, args: Args): Promise<number> => {
  const found = await desk.client.onCallChanges(given(args, "from", "to", "rota"));
  const row = (one: OnCallChange): string[] => [
    String(one.n),
    desk.t(`onCall.kind.${one.kind}`),
    one.rota,
    changeText(desk, one),
    one.why,
    actorText(one.by, desk.language),
  ];
  if (desk.ui.json) desk.ui.jsonOut(found);
  else if (found.length === 0) desk.prose(desk.t("onCall.noChanges"));
  else desk.ui.table(changeColumns, found.map(row));
  return exitCodes.ok;
};

const sayDifference = (desk: Desk, { moves, more }: OnCallChanged["difference"]): void => {
  const nobody = desk.t("onCall.nobody");
  for (const { rota, from, to, was = nobody, will = nobody } of moves)
    desk.prose(desk.t("onCall.move", { rota, from: minute(from), to: minute(to), was, will }));
  if (moves.length === 0) desk.prose(desk.t("onCall.noMoves"));
  if (more > 0) desk.prose(desk.t("onCall.moreMoves", { count: more }));
};

const showChanged = (desk: Desk, changed: OnCallChanged): number => {
  const { change, warnings, difference } = changed;
  if (desk.ui.json) desk.ui.jsonOut(changed);
  else {
    const { n, rota, kind } = change;
    // A change that was only looked at has no number.
    if (n > 0) desk.prose(desk.t(`onCall.made.${kind}`, { n, rota, what: changeText(desk, change) }));
    else sayDifference(desk, difference);
    sayWarnings(desk, warnings);
  }
  return exitCodes.ok;
};

const seen = (args: Args): { version?: number } => (args.seen === undefined ? {} : { version: Number(args.seen) });
const checked = (args: Args): { check?: true } => (args.check === true ? { check: true } : {});

const override = async (desk: Desk, args: Args): Promise<number> => {
  const usage = 'override --rota first-line --person li --from 2026-12-24T18:00 --to 2026-12-25T09:00 --why "…"';
  const {
    rota = "",
    person = "",
    from = "",
    to = "",
    why = "",
  } = needed(desk, args, usage, "rota", "person", "from", "to", "why");
  return showChanged(
    desk,
    await desk.client.overrideOnCall({ rota, person, from, to, why, ...seen(args), ...checked(args) }),
  );
};

const swap = async (desk: Desk, args: Args): Promise<number> => {
  const usage =
    'swap --rota first-line --person eva --from 2026-12-21 --to 2026-12-27 --with li --with-from 2026-12-28 --with-to 2027-01-03 --why "…"';
  const names = ["rota", "person", "from", "to", "with", "with-from", "with-to", "why"];
  const found = needed(desk, args, usage, ...names);
  const { rota = "", person = "", from = "", to = "", why = "" } = found;
  const other = { person: found.with ?? "", from: found["with-from"] ?? "", to: found["with-to"] ?? "" };
  const wish = { rota, person, from, to, with: other, why, ...seen(args), ...checked(args) };
  return showChanged(desk, await desk.client.swapOnCall(wish));
};

const cancel = async (desk: Desk, args: Args): Promise<number> => {
  const { what = "" } = needed(desk, args, "cancel 12", "what");
  const number = Number(what);
  if (!Number.isInteger(number))
    throw new AppError("usage", desk.t("onCall.usage", { usage: "roundsman on-call cancel 12" }));
  return showChanged(desk, await desk.client.cancelOnCallChange({ number }, given(args, "why")));
};

const feed = async (desk: Desk, args: Args): Promise<number> => {
  const { client, ui, t } = desk;
  const person = optional(args, "what");
  const body = person === undefined ? {} : { person };
  if (args.list === true) {
    const feeds = await client.onCallFeeds();
    if (ui.json) ui.jsonOut(feeds);
    else
      for (const { person, createdAt } of feeds) desk.prose(t("onCall.feedOf", { person, time: desk.at(createdAt) }));
    return exitCodes.ok;
  }
  if (args.revoke === true) {
    const gone = await client.revokeOnCallFeed(body);
    if (ui.json) ui.jsonOut(gone);
    else desk.prose(t("onCall.feedRevoked", { person: gone.person }));
    return exitCodes.ok;
  }
  const made: NewOnCallFeed = await client.makeOnCallFeed(body);
  const url = new URL(made.path, client.url).href;
  if (ui.json) ui.jsonOut({ ...made, url });
  else {
    ui.out(url);
    desk.prose(ui.paint("dim", t("onCall.feedOnce", { person: made.person })));
  }
  return exitCodes.ok;
};

const showPlan = (desk: Desk, view: OnCallPlanView): number => {
  if (desk.ui.json) desk.ui.jsonOut(view);
  else {
    const { version, plan, difference } = view;
    desk.prose(desk.t("onCall.plan", { version, rotas: plan.rotas.length, paths: plan.paths.length }));
    if (difference) sayDifference(desk, difference);
    sayWarnings(desk, view.warnings);
  }
  return exitCodes.ok;
};

const plan = async (desk: Desk): Promise<number> => {
  const view = await desk.client.onCallPlan();
  // The plan itself is data: what is printed is what `set` takes.
  if (!desk.ui.json && view.version > 0) desk.ui.out(JSON.stringify(view.plan, undefined, 2));
  return showPlan(desk, view);
};

/** The plan in a file, checked here so that a mistake is told with its line. Throws `AppError("config")`. */
const readPlan = async (file: string): Promise<OnCallPlanView["plan"]> => {
  // The schema library is loaded only where it is needed.
  const { OnCallPlan, parseConfig } = await import("../../contract/index.ts");
  try {
    return parseConfig(OnCallPlan, readFileSync(file, "utf8"), file);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      "config",
      { en: `cannot read ${file}: ${messageOf(error)}`, "zh-CN": `无法读取 ${file}：${messageOf(error)}` },
      { file },
      { cause: error },
    );
  }
};

const set = async (desk: Desk, args: Args): Promise<number> => {
  const { what: file = "" } = needed(desk, args, "set on-call.yaml", "what");
  const wanted = await readPlan(file);
  try {
    const view = await desk.client.setOnCallPlan({
      plan: wanted,
      ...seen(args),
      ...checked(args),
    });
    if (args.check === true && !desk.ui.json) desk.prose(desk.t("onCall.planRight", { file }));
    return showPlan(desk, view);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    const said = sentenceOf(error, desk.ui.language).replaceAll("plan.", "");
    throw new AppError("invalid", asRead(`${file}: ${said}`), { ...error.context }, { cause: error });
  }
};

/** What `roundsman on-call <action>` does. */
export const onCallActions: Readonly<Record<string, (desk: Desk, args: Args) => Promise<number>>> = {
  now,
  duties,
  override,
  swap,
  cancel,
  changes,
  test,
  log,
  feed,
  plan,
  set,
};
