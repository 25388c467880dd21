import type { Localized, TicketView } from "../../contract/index.ts";
import { waitWords } from "../service-levels/words.ts";
import { clockText } from "./period.ts";
import { both } from "./report.ts";

type Event = TicketView["timeline"][number];

/** Steps of a ticket that say how it went. */
const words: Partial<Record<Event["kind"], Localized>> = {
  accepted: both("accepted", "受理"),
  contacted: both("site contacted", "联系现场"),
  planned: both("plan", "出方案"),
  remoteWork: both("remote work", "远程处理"),
  waiting: both("waiting", "等待"),
  resumed: both("goes on", "继续处理"),
  dispatched: both("dispatched", "派工"),
  arrived: both("on site", "到场"),
  restored: both("service back", "恢复服务"),
  resolved: both("resolved", "解决"),
  reopened: both("reopened", "重新打开"),
  levelChanged: both("level raised", "级别提升"),
};

export interface Step {
  readonly at: number;
  readonly text: Localized;
}

const stepOf = ({ at, kind, reason }: Event): Step[] => {
  const text = kind === "waiting" && reason ? waitWords[reason] : words[kind];
  return text ? [{ at, text }] : [];
};

export const stepsOfTicket = (timeline: readonly Event[]): Step[] => timeline.flatMap(stepOf);

const mostSteps = 12;

/** `09:48 began, 09:50 accepted, 07-06 11:00 gone`: the day is said where it is another than the first one's. */
export const courseText = (steps: readonly Step[], zone: string): Localized => {
  const sorted = [...steps].sort((a, b) => a.at - b.at).slice(0, mostSteps);
  const day = clockText(sorted[0]?.at ?? 0, zone).slice(0, 10);
  const moment = (at: number): string => {
    const text = clockText(at, zone).slice(0, 16);
    return text.startsWith(day) ? text.slice(11) : text.slice(5);
  };
  return {
    en: sorted.map(({ at, text }) => `${moment(at)} ${text.en}`).join(", "),
    "zh-CN": sorted.map(({ at, text }) => `${moment(at)} ${text["zh-CN"]}`).join("，"),
  };
};
