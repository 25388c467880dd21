import { Temporal } from "temporal-polyfill";
import {
  type Appointment,
  aboutField,
  type Issue,
  issueAt,
  type Localized,
  wrongFields,
} from "../../contract/index.ts";
import { namesFrom } from "../people/name.ts";
import type { Readers } from "../store/store.ts";
import type { VisitRow } from "../store/visit-rows.ts";
import { leftText, nobodyText } from "../unknown.ts";

/** One that begins now is planned by a person who types. */
const typingMs = 5 * 60_000;
const longestMs = 24 * 3_600_000;
const farthestMs = 400 * 24 * 3_600_000;

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false; // Intl knows no other way to say so
  }
};

/** Throws `invalid` that names every field: past, too far off, an end before the beginning, a zone that does not exist. */
export const checkAppointment = ({ from, to, zone }: Appointment, now: number): void => {
  const issues: Issue[] = [];
  const say = (field: string, en: string, zh: string): void =>
    void issues.push(issueAt(`body.${field}`, { en, "zh-CN": zh }));
  if (from < now - typingMs) say("from", "lies in the past", "已经过去");
  if (from > now + farthestMs) say("from", "is more than 400 days off", "在 400 天以后");
  if (to <= from) say("to", "must be after from", "必须晚于开始");
  else if (to - from > longestMs) say("to", "is more than 24 hours after from", "比开始晚 24 小时以上");
  if (!isZone(zone)) say("zone", `is no time zone: ${zone}`, `没有时区 ${zone}`);
  if (issues.length > 0) throw wrongFields(issues);
};

/** When the day of an appointment begins, in the zone of its site. */
export const dayStart = ({ from, zone }: Appointment): number =>
  Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).startOfDay().epochMilliseconds;

/** `2026-11-23 09:00–11:00`, in the zone of the site: the same in both languages. */
export const appointmentText = ({ from, to, zone }: Appointment): string => {
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime();
  const [begin, end] = [at(from), at(to)];
  const time = (t: Temporal.PlainDateTime): string => t.toPlainTime().toString({ smallestUnit: "minute" });
  const sameDay = begin.toPlainDate().equals(end.toPlainDate());
  const last = sameDay ? time(end) : `${end.toPlainDate().toString()} ${time(end)}`;
  return `${begin.toPlainDate().toString()} ${time(begin)}–${last} (${zone})`;
};

/** Throws `invalid` for somebody nobody knows. While no people are registered, any name will do. */
export const checkTechnician = (read: Pick<Readers, "person" | "people">, technician: string): void => {
  const person = read.person(technician);
  if (person && !person.disabled) return;
  const refuse = (sentence: Localized) => aboutField("invalid", "body.technician", sentence);
  if (person) throw refuse(leftText(technician));
  if (read.people().length > 0) throw refuse(nobodyText(technician));
};

/** Other visits of this technician at that time. */
export const overlapping = (
  read: Pick<Readers, "visits">,
  { technician, appointment, number }: Pick<VisitRow, "technician" | "appointment" | "number">,
): VisitRow[] =>
  read
    .visits({ technician, states: ["planned", "onTheWay", "onSite"], from: appointment.from, to: appointment.to })
    .filter((other) => other.number !== number);

/** Throws `conflict` that names what the technician has at that time. */
export const checkOverlap = (
  read: Pick<Readers, "visits" | "person">,
  row: Pick<VisitRow, "technician" | "appointment" | "number">,
): void => {
  const others = overlapping(read, row);
  if (others.length === 0) return;
  const said = (visit: string, to: string): string =>
    others
      .map((other) => `${visit} ${other.number} ${to} ${other.terminal}, ${appointmentText(other.appointment)}`)
      .join("; ");
  const name = namesFrom(read)(row.technician);
  throw aboutField("conflict", "body.from", {
    en: `${name} has ${said("visit", "to")} at that time; with \`force\` it is planned all the same`,
    "zh-CN": `${name} 此时另有${said("上门", "→")}；如仍要安排，请选强制`,
  });
};
