import { randomInt } from "node:crypto";
import { type Localized, type OnCallRota, type Person, weekdays } from "../../contract/index.ts";
import { askBroker, callBroker } from "./broker-api.ts";

interface Employee {
  readonly person: Person;
  readonly title: Localized;
}

/** Somebody of each role, so that whoever tries the console sees what each may do. */
export const staff: readonly Employee[] = [
  {
    person: { id: "eva", name: "Eva Lindqvist", role: "engineer", skills: ["electronics", "software"] },
    title: { en: "engineer", "zh-CN": "工程师" },
  },
  { person: { id: "dana", name: "Dana Novák", role: "dispatcher" }, title: { en: "dispatcher", "zh-CN": "调度员" } },
  {
    person: { id: "tom", name: "Tom Weber", role: "technician", skills: ["mechanic", "cash"] },
    title: { en: "technician", "zh-CN": "现场技术员" },
  },
  { person: { id: "ada", name: "Ada Okafor", role: "admin" }, title: { en: "administrator", "zh-CN": "管理员" } },
  {
    person: { id: "lin", name: "林晓", role: "viewer", language: "zh-CN", scope: { sites: ["Central Station"] } },
    title: { en: "viewer of Central Station", "zh-CN": "中央车站只读用户" },
  },
];

/** Who is on duty: twelve hours each at the remote desk; the technician by day, so that at night there is nobody to send, which the page says. */
const rotas = (from: string): readonly OnCallRota[] => {
  const zone = "Asia/Shanghai";
  return [
    {
      id: "remote-desk",
      title: { en: "Remote desk", "zh-CN": "远程值班" },
      queues: ["remote", "software", "vendor"],
      zone,
      layers: [{ people: ["eva", "dana"], shift: "12 h", handover: { time: "08:00" }, from }],
    },
    {
      id: "field-service",
      title: { en: "Field service", "zh-CN": "现场服务" },
      queues: ["field"],
      zone,
      layers: [{ people: ["tom"], shift: "week", from, hours: { week: daily("07:00-22:00") } }],
    },
  ];
};
const daily = (span: string) => Object.fromEntries(weekdays.map((day) => [day, [span]]));

const letters = "abcdefghjkmnpqrstuvwxyz23456789";
const length = 14;

/** One password for all of them, new each time: shown on the screen of the demo and nowhere else. */
const makePassword = (): string => Array.from({ length }, () => letters[randomInt(letters.length)] ?? letters).join("");

/** Makes the staff at a broker, and their duties from the day before `now` on (Unix ms); answers the password of all of them. Throws `AppError("unavailable")` if it refuses. */
export const hireStaff = async (url: string, token: string, now: number): Promise<string> => {
  const password = makePassword();
  for (const { person } of staff) {
    await callBroker(url, token, "/api/people", person);
    await callBroker(url, token, `/api/people/${person.id}/password`, { password });
  }
  const day = new Date(now - 86_400_000).toISOString().slice(0, 10);
  await askBroker(url, token, "/api/on-call/plan", { method: "PUT", body: { plan: { rotas: rotas(day), paths: [] } } });
  return password;
};
