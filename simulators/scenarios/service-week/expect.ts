import type {
  ChargesView,
  ComplaintView,
  InspectionRound,
  StockView,
  TerminalAssets,
  TicketView,
  VisitView,
} from "../../../contract/index.ts";
import type { Moment, WeekExpectation, WeekSeen } from "../week.ts";

const expectation = (by: Moment, en: string, zh: string, check: WeekExpectation["check"]): WeekExpectation => ({
  by,
  say: { en, "zh-CN": zh },
  check,
});

/** Nothing if the two are alike, else what was found. */
const same = (found: unknown, wanted: unknown): string | undefined =>
  JSON.stringify(found) === JSON.stringify(wanted)
    ? undefined
    : `found ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;

const cured = (by: Moment, terminal: string, code: string): WeekExpectation =>
  expectation(
    by,
    `${terminal} ${code}: cured from afar, and nobody was called`,
    `${terminal} ${code}：远程修复，未派人`,
    ({ faults }) => {
      const fault = faults.find((one) => one.terminal === terminal && one.code === code);
      return same([fault?.state, fault?.conclusion?.verdict, fault?.ticket], ["closed", "cured", undefined]);
    },
  );

/** The ticket of a terminal that was opened on that day. */
const ticketOf = ({ tickets, moment }: WeekSeen, terminal: string, opened: Moment): TicketView | undefined =>
  tickets.find((one) => one.terminal === terminal && Math.abs(one.openedAt - moment(opened)) < 1_800_000);

const clockOf = (ticket: TicketView | undefined, name: string) => ticket?.clocks.find((clock) => clock.name === name);

const proofOf = async ({ ask }: WeekSeen, terminal: string, subjects: readonly string[]): Promise<string[]> => {
  const visits = await ask<VisitView[]>(`/api/visits?terminal=${terminal}`);
  const first = visits.sort((a, b) => a.number - b.number)[0];
  const lines = first?.proof?.lines ?? [];
  return subjects.map((subject) => `${subject} ${lines.find((one) => one.subject === subject)?.verdict}`);
};

const hour = 3_600_000;

/** What must have come of the week. */
export const expect: readonly WeekExpectation[] = [
  cured("Sun 09:00", "k01", "cashAcceptor.transport.jammed"),
  cured("Sun 11:00", "k12", "printer.cutter.inoperative"),
  cured("Sun 15:00", "k20", "device.silent"),
  cured("Sun 17:00", "k14", "cardReader.media.jammed"),

  expectation(
    "Mon 14:00",
    "Li's visit is proven: door, exchange, self-test, door",
    "李工上门已证实：开门、更换、自检、关门",
    async (seen) =>
      same(await proofOf(seen, "k02", ["opened", "swap", "test", "shut"]), [
        "opened seen",
        "swap seen",
        "test seen",
        "shut seen",
      ]),
  ),
  expectation("Mon 14:00", "the register knows the new acceptor", "台账已登记新验钞器", async ({ ask }) => {
    const { modules } = await ask<TerminalAssets>("/api/terminals/k02/assets");
    return same(modules.find(({ device }) => device === "cash")?.unit.serial, "CC7700001");
  }),
  expectation("Mon 14:00", "the acceptor heads are below their minimum", "验钞器库存低于下限", async ({ ask }) => {
    const { items } = await ask<StockView>("/api/stock");
    const head = items.find(({ item }) => item === "cash acceptor head");
    return same([head?.have, head?.warning], [1, "belowMinimum"]);
  }),
  expectation("Tue 15:00", "Wang's exchange was never seen", "王工填报的更换未见任何证据", async (seen) => {
    const found = await proofOf(seen, "k09", ["opened", "swap"]);
    return found.some((line) => line.endsWith(" seen")) ? found.join(", ") : undefined;
  }),
  expectation(
    "Wed 05:00",
    "the night's contact was broken, and said at 70, 90, 100 and 110 %",
    "夜间联系承诺超时，按 70、90、100、110 % 升级",
    (seen) => {
      const ticket = ticketOf(seen, "k04", "Wed 03:10");
      const said = ticket?.timeline.filter(({ kind, clock }) => kind === "escalated" && clock === "contact");
      return same(
        [clockOf(ticket, "contact")?.breached, said?.map(({ percent }) => percent)],
        [true, [70, 90, 100, 110]],
      );
    },
  ),
  expectation(
    "Wed 05:00",
    "whoever was on duty was paged, and Chen when the time ran out",
    "已短信通知值班人，超时后通知陈工",
    ({ texts }) => {
      const told = texts.filter(({ text }) => text.includes("k04")).map(({ to }) => to.replaceAll(/\D/g, "").slice(-1));
      return told.includes("1") && told.includes("2") ? undefined : `texts went to ${told.join(", ") || "nobody"}`;
    },
  ),
  expectation("Wed 10:00", "the ferries' clock stood until nine", "轮渡合同时钟到九点才走", (seen) => {
    const clock = clockOf(ticketOf(seen, "k13", "Wed 02:40"), "contact");
    return same([clock?.usedMs, clock?.breached], [50 * 60_000, false]);
  }),
  expectation("Wed 14:00", "waiting for the market's key did not count", "等待钥匙的时间不计入", (seen) => {
    const clock = clockOf(ticketOf(seen, "k22", "Wed 10:00"), "resolved");
    const pausedHours = Math.round(((clock?.pausedMs ?? 0) / hour) * 10) / 10;
    return same([pausedHours, clock?.breached], [3.2, false]);
  }),
  expectation("Thu 11:00", "the inspection round is on record", "巡检记录已归档", async ({ ask }) =>
    same(
      (await ask<InspectionRound[]>("/api/rounds?terminal=k05")).map(({ state }) => state),
      ["finished"],
    ),
  ),
  expectation(
    "Thu 16:00",
    "a dark station is one matter, and it is over",
    "全站断电归为一事，现已恢复",
    ({ faults }) => {
      const lost = faults.filter(({ code }) => code === "site.lost");
      return same(
        lost.map(({ state }) => state),
        ["closed"],
      );
    },
  ),
  expectation(
    "Fri 11:00",
    "four lost terminals of three customers are one incident of their carrier",
    "三家客户四台失联终端归为一次运营商事件",
    ({ tickets }) => {
      const incident = tickets.find((one) => one.incident?.kind === "carrier");
      return same([incident?.incident?.shared, incident?.children?.length], ["CHN-UNICOM", 4]);
    },
  ),
  expectation("Fri 12:00", "no clock of the ferries runs on the holiday", "节日期间轮渡合同时钟不走", (seen) => {
    const ticket = ticketOf(seen, "k17", "Fri 11:00");
    return same([clockOf(ticket, "contact")?.usedMs, clockOf(ticket, "contact")?.breached], [0, false]);
  }),
  cured("Fri 16:00", "k21", "cashAcceptor.transport.jammed"),
  expectation(
    "Sat 11:00",
    "the complaint was acknowledged late, answered in time, and valid",
    "投诉受理超时、按时答复、认定属实",
    async ({ ask }) => {
      const [complaint] = await ask<ComplaintView[]>("/api/complaints?all=true");
      const broken = complaint?.clocks.map(({ name, breached }) => [name, breached]);
      return same(
        [complaint?.verdict, broken],
        [
          "valid",
          [
            ["acknowledge", true],
            ["answer", false],
          ],
        ],
      );
    },
  ),
  expectation(
    "Sat 11:00",
    "the ferries are out of warranty and are charged by visit",
    "轮渡已过保，按次收费",
    async ({ ask }) => {
      const { statements } = await ask<ChargesView>("/api/charges?from=2026-09-20&to=2026-09-25");
      const ferry = statements.find(({ contract }) => contract === "ferry-2026");
      return ferry ? undefined : `statements of ${statements.map(({ contract }) => contract).join(", ") || "nobody"}`;
    },
  ),
  expectation("Sat 14:00", "a disk was cleared from afar by a person", "人工远程清理磁盘", (seen) =>
    same(ticketOf(seen, "k24", "Sat 12:00")?.state, "resolved"),
  ),
  expectation("Sun 00:00", "no text message went out twice", "没有重复短信", ({ texts }) => {
    const ids = new Set(texts.map(({ id, to }) => `${id} ${to}`));
    return same(texts.length - ids.size, 0);
  }),
];
