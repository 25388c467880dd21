import type { Column, ProofLine, Tone, VisitClaim, VisitView, WorkTask } from "../../contract/index.ts";
import { actorText, partsText } from "../i18n/said.ts";
import { absolute, clockTime, hours } from "../i18n/times.ts";
import { classTerm } from "../i18n/words.ts";
import type { Desk } from "./desk.ts";

const proofColumns: readonly Column[] = [
  { title: { en: "What", "zh-CN": "事项" } },
  { title: { en: "Verdict", "zh-CN": "结论" } },
  { title: { en: "What the terminal says", "zh-CN": "终端所见" } },
  { title: { en: "When", "zh-CN": "时间" }, priority: 1 },
  { title: { en: "Record", "zh-CN": "记录" }, priority: 2 },
];
const claimColumns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Who", "zh-CN": "人员" }, priority: 2 },
  { title: { en: "What", "zh-CN": "内容" } },
  { title: { en: "Sent", "zh-CN": "送达" }, priority: 1 },
];
const moduleColumns: readonly Column[] = [
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "Kind", "zh-CN": "类别" } },
  { title: { en: "Model", "zh-CN": "型号" }, priority: 1 },
  { title: { en: "Serial number", "zh-CN": "序列号" } },
];

const tones: Readonly<Record<ProofLine["verdict"], Tone>> = {
  seen: "good",
  notSeen: "warn",
  contradicted: "bad",
  cannotTell: "dim",
};
export const stateTones: Readonly<Record<VisitView["state"], Tone>> = {
  planned: "plain",
  onTheWay: "strong",
  onSite: "strong",
  left: "plain",
  signed: "good",
  cancelled: "dim",
  missed: "bad",
};

/** `2026-11-23 09:00–11:00`: the hours of the site, whoever reads it. */
export const hoursText = (appointment: VisitView["appointment"]): string => hours(appointment, appointment.zone);
const appointmentText = (appointment: VisitView["appointment"]): string =>
  `${hoursText(appointment)} (${appointment.zone})`;

export const stateText = ({ ui, t }: Desk, { state, lateAt }: VisitView): string => {
  const late = lateAt !== undefined && (state === "planned" || state === "onTheWay");
  const words = ui.paint(stateTones[state], t(`visitState.${state}`));
  return late ? words + ui.paint("bad", t("brackets", { text: t("visit.late") })) : words;
};

const head = (desk: Desk, visit: VisitView): void => {
  const { ui, t, language, prose } = desk;
  const { number, ticket, technician, technicianName, technicianPhone, contact, customer } = visit;
  ui.out(ui.paint("strong", t("visit.title", { number, title: visit.order.title[language] })));
  const purpose = ticket === undefined ? t("visit.ofRound") : t("visit.ofTicket", { ticket });
  const place = visit.terminalName === visit.terminal ? visit.terminal : `${visit.terminalName} (${visit.terminal})`;
  prose([stateText(desk, visit), appointmentText(visit.appointment), purpose].join(" · "));
  prose([place, visit.site].filter((text) => text !== "").join(" · "));
  const who = [technicianName ?? technician, technicianPhone].filter((text) => text !== undefined).join(", ");
  prose(t("visit.who", { technician: who, skill: t(`skill.${visit.order.skill}`) }));
  if (contact) prose(t("visit.contact", { contact: [contact.name, contact.phone].filter(Boolean).join(", ") }));
  if (customer !== undefined) prose(t("visit.customer", { customer }));
  if (visit.note !== undefined) prose(t("visit.note", { note: visit.note }));
  if (visit.reason !== undefined) prose(t("visit.reason", { reason: visit.reason }));
  if (visit.lateAt !== undefined) prose(ui.paint("bad", t("visit.lateSince", { time: absolute(visit.lateAt) })));
};

/** Steps of one device stand together, in order. */
const tasks = ({ prose, language, ui }: Desk, list: readonly WorkTask[]): void => {
  let shown: string | undefined;
  let n = 0;
  for (const { text, device, code } of list) {
    const of = [device, code].filter((one) => one !== undefined).join(" · ");
    if (of !== shown && of !== "") prose(ui.paint("dim", of), 2);
    shown = of;
    n += 1;
    prose(`${n}. ${text[language]}`, 2);
  }
};

const parts = ({ prose, language, t, ui }: Desk, { order, van, lacks = [] }: VisitView): void => {
  for (const { item, quantity, why, device } of order.parts) {
    const lack = lacks.find((one) => one.item === item);
    const missing =
      lack && ui.paint("warn", t("visit.lacking", { van, lacking: lack.wanted - lack.have, wanted: lack.wanted }));
    const more = [why === "wear" ? t("visit.worn") : undefined, device, missing].filter((one) => one !== undefined);
    prose(
      `${quantity} x ${partsText([item], language)}${more.length > 0 ? t("brackets", { text: more.join(t("comma")) }) : ""}`,
      2,
    );
  }
};

const claimText = ({ t, language }: Desk, claim: VisitClaim): string => {
  const { action, device, item, oldSerial, newSerial, outcome, name, text, appointment } = claim;
  const unknown = t("visit.unknownSerial");
  const swap =
    item === undefined
      ? device
      : t("visit.swapped", {
          device,
          item: partsText([item], language),
          old: oldSerial ?? unknown,
          new: newSerial ?? unknown,
        });
  const said = [
    swap,
    outcome && t(`visit.outcome.${outcome}`),
    name,
    appointment && appointmentText(appointment),
    text,
  ];
  const more = said.filter((one) => one !== undefined).join(t("comma"));
  const what = t(`visitChange.${action}`);
  return more === "" ? what : t("pair", { a: what, b: more });
};

const minuteMs = 60_000;

const claims = (desk: Desk, list: readonly VisitClaim[]): void => {
  desk.ui.table(
    claimColumns,
    list.map((claim) => [
      absolute(claim.at),
      actorText(claim.by, desk.language),
      claimText(desk, claim),
      claim.receivedAt - claim.at > minuteMs ? desk.t("visit.sentLater", { time: clockTime(claim.receivedAt) }) : "",
    ]),
  );
};

const proofRow = ({ ui, t, language }: Desk, { device, title, verdict, text, at, record }: ProofLine): string[] => [
  title[language] + (device === undefined ? "" : t("brackets", { text: device })),
  ui.paint(tones[verdict], t(`visit.verdict.${verdict}`)),
  text[language],
  at === undefined ? "" : absolute(at).slice(5, 16),
  record ?? "",
];

const proof = (desk: Desk, { proof: told, claims: said }: VisitView): void => {
  const { ui, t, heading, prose } = desk;
  if (!told || (told.lines.length === 0 && told.unclaimed.length === 0)) return;
  heading(t("visit.proof"));
  const rows = told.lines.map((line) => proofRow(desk, line));
  if (rows.length > 0) ui.table(proofColumns, rows);
  else prose(t("visit.nothingClaimed"), 2);
  if (told.unclaimed.length > 0) {
    heading(ui.paint("warn", t("visit.unclaimed")));
    ui.table(
      proofColumns,
      told.unclaimed.map((line) => proofRow(desk, line)),
    );
  }
  const departed = said.some(({ action }) => action === "depart");
  if (told.settledAt !== undefined) prose(ui.paint("dim", t("visit.settled", { time: absolute(told.settledAt) })));
  else if (departed) prose(ui.paint("dim", t("visit.open")));
};

/** Everything a technician needs on one page, then what was said and what the terminal saw of it. */
export const printVisit = (desk: Desk, visit: VisitView): void => {
  const { ui, t, language, heading, prose } = desk;
  head(desk, visit);
  if (visit.order.tasks.length > 0) heading(t("visit.tasks"));
  tasks(desk, visit.order.tasks);
  if (visit.order.parts.length > 0) heading(t("visit.parts"));
  parts(desk, visit);
  if (visit.order.modules.length > 0) {
    heading(t("visit.modules"));
    ui.table(
      moduleColumns,
      visit.order.modules.map(({ device, deviceClass, model, serial }) => [
        device,
        classTerm(language, deviceClass),
        model ?? "",
        serial ?? ui.paint("dim", t("visit.noSerial")),
      ]),
    );
  }
  if (visit.claims.length > 0) {
    heading(t("visit.claims"));
    claims(desk, visit.claims);
  }
  const { signature } = visit;
  if (signature) prose(t("visit.signature", { name: signature.name, time: absolute(signature.at) }));
  proof(desk, visit);
};
