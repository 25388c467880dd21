import type { Deed, Moment, StoryLine } from "../week.ts";
import { setting } from "./setting.ts";

const line = (at: Moment, en: string, zh: string, ...deeds: readonly Deed[]): StoryLine => ({
  at,
  say: { en, "zh-CN": zh },
  do: deeds,
});

const on = (terminal: string, action: string, by: string, more: Readonly<Record<string, unknown>> = {}): Deed => ({
  by,
  call: "POST /api/tickets/{ticket}/actions",
  about: terminal,
  body: { action, ...more },
});

const visit = (by: string, number: string, action: string, more: Readonly<Record<string, unknown>> = {}): Deed => ({
  by,
  call: `POST /api/visits/{${number}}/actions`,
  body: { action, ...more },
});

const planVisit = (
  terminal: string,
  technician: string,
  keep: string,
  [from, to]: readonly [Moment, Moment],
): Deed => ({
  by: "zhao",
  call: "POST /api/visits",
  about: terminal,
  body: { ticket: "{ticket}", technician, from: `@${from}`, to: `@${to}`, zone: "Asia/Shanghai" },
  keep: { [keep]: "number" },
});

/** What happens in the week, line by line. Whatever the broker does of it, it does by itself. */
export const story: readonly StoryLine[] = [
  line("Sun 00:01", "people, rotas and spare parts are set up", "建立人员、值班表和备件", ...setting),

  // A working Sunday: the make-up day of the holiday.
  line("Sun 08:40", "a note jams at Central Station", "中心站卡钞", { terminal: "k01", trouble: "noteJam" }),
  line("Sun 10:15", "the cutter of a ferry kiosk is blocked", "轮渡终端切刀卡住", {
    terminal: "k12",
    trouble: "cutterBlocked",
  }),
  line("Sun 14:00", "a printer falls silent at the mall", "商场打印机无应答", {
    terminal: "k20",
    trouble: "printerSilent",
  }),
  line("Sun 16:30", "a card jams at a ferry pier", "轮渡码头卡卡", { terminal: "k14", trouble: "cardJam" }),

  // A validator is exchanged, and everything about it is seen.
  line("Mon 09:10", "a note jams and stays", "卡钞，无法自动排除", { terminal: "k02", trouble: "noteJamStays" }),
  line(
    "Mon 09:13",
    "Eva takes it",
    "林工受理",
    on("k02", "accept", "eva"),
    on("k02", "contact", "eva", { text: "the site was called" }),
  ),
  line(
    "Mon 09:40",
    "a visit is planned",
    "安排上门",
    on("k02", "plan", "eva", { text: "exchange the acceptor head" }),
    planVisit("k02", "li", "visitA", ["Mon 13:00", "Mon 15:00"]),
  ),
  line("Mon 11:00", "a cash box is full", "钞箱已满", { terminal: "k06", trouble: "boxFull" }),
  line(
    "Mon 11:03",
    "Eva sends for the collection",
    "林工通知取钞",
    on("k06", "accept", "eva"),
    on("k06", "contact", "eva"),
    on("k06", "plan", "eva", { text: "collection at three" }),
  ),
  line("Mon 12:30", "Li sets off", "李工出发", visit("li", "visitA", "leaveFor")),
  line("Mon 13:05", "Li is there and opens the door", "李工到场开门", visit("li", "visitA", "arrive"), {
    terminal: "k02",
    trouble: "doorOpen",
  }),
  line(
    "Mon 13:20",
    "the acceptor is exchanged",
    "更换验钞器",
    { terminal: "k02", swap: "cash", serial: "CC7700001" },
    visit("li", "visitA", "swap", {
      device: "cash",
      item: "cash acceptor head",
      newSerial: "CC7700001",
      stock: "van-li",
    }),
  ),
  line("Mon 13:25", "self-test of the new one", "新验钞器自检", {
    by: "li",
    call: "POST /api/terminals/k02/devices/cash/commands",
    body: { command: "selfTest" },
  }),
  line("Mon 13:27", "it is claimed", "填写测试结果", visit("li", "visitA", "test", { device: "cash" })),
  line("Mon 13:30", "the door is shut", "关门", { terminal: "k02", heal: "doorOpen" }),
  line(
    "Mon 13:34",
    "Li leaves, the site signs",
    "李工离场，现场签字",
    visit("li", "visitA", "depart", { outcome: "resolved" }),
    visit("li", "visitA", "sign", { name: "Ms Sun" }),
  ),
  line("Mon 13:40", "the site is very satisfied", "现场非常满意", {
    by: "li",
    call: "POST /api/tickets/{ticket}/scores",
    about: "k02",
    body: { score: "verySatisfied", visit: "{visitA}", from: "signature" },
  }),
  line("Mon 15:00", "the cash is collected", "取钞完成", on("k06", "arrive", "li"), {
    terminal: "k06",
    heal: "boxFull",
  }),
  line("Mon 15:20", "and the ticket is done", "工单完成", on("k06", "resolve", "li", { text: "collected" })),
  line(
    "Mon 17:00",
    "the customer confirms by telephone",
    "客户电话确认",
    on("k02", "confirm", "zhao"),
    on("k02", "close", "zhao"),
  ),

  // A technician who claims what nobody sees.
  line("Tue 10:00", "a chip reader dies", "芯片读卡模块损坏", { terminal: "k09", trouble: "cardReaderDead" }),
  line(
    "Tue 10:03",
    "Eva takes it",
    "林工受理",
    on("k09", "accept", "eva"),
    on("k09", "contact", "eva"),
    on("k09", "plan", "eva", { text: "exchange the card reader" }),
    planVisit("k09", "wang", "visitB", ["Tue 13:00", "Tue 15:00"]),
  ),
  line("Tue 13:10", "Wang says he is there", "王工报到场", visit("wang", "visitB", "arrive")),
  line(
    "Tue 13:40",
    "Wang claims an exchange that nobody sees",
    "王工填报更换，但无任何迹象",
    visit("wang", "visitB", "swap", {
      device: "reader",
      item: "card reader",
      newSerial: "CR9900002",
      stock: "van-wang",
    }),
  ),
  line("Tue 13:50", "and leaves", "王工离场", visit("wang", "visitB", "depart", { outcome: "resolved" })),
  line(
    "Tue 16:00",
    "Eva reads the proof and reopens the ticket",
    "林工查看证据，重开工单",
    on("k09", "reopen", "eva", { text: "the terminal still reads the old unit" }),
    planVisit("k09", "li", "visitC", ["Wed 09:00", "Wed 11:00"]),
  ),
  line("Tue 17:00", "the station complains", "车站投诉", {
    by: "eva",
    call: "POST /api/complaints",
    body: { terminal: "k09", from: "Ms Zhou", text: "the technician stood before the kiosk and did nothing" },
    keep: { complaint: "number" },
  }),
  line("Tue 18:00", "a roll of paper runs low", "纸卷将尽", { terminal: "k23", trouble: "paperLow" }),

  // Two faults in the night: one with clocks that run, one whose contract sleeps until nine.
  line("Wed 02:40", "the note reader of a ferry kiosk fails", "轮渡终端识币器故障", {
    terminal: "k13",
    trouble: "noteReaderDead",
  }),
  line("Wed 03:10", "a note jams at night, and nobody answers", "夜间卡钞，无人响应", {
    terminal: "k04",
    trouble: "noteJamStays",
  }),
  line(
    "Wed 03:40",
    "Eva wakes up",
    "林工受理",
    on("k04", "accept", "eva"),
    on("k04", "contact", "eva"),
    on("k04", "plan", "eva", { text: "the night guard takes the note out" }),
    { by: "eva", call: "POST /api/on-call/calls", body: { minutes: 6, result: "the guard will look" } },
  ),
  line("Wed 04:20", "the guard takes the note out", "保安取出纸币", { terminal: "k04", heal: "noteJamStays" }),
  line("Wed 04:40", "it is resolved", "已解决", on("k04", "resolve", "eva", { text: "note taken out by the guard" })),
  line(
    "Wed 09:05",
    "Li opens the kiosk that Wang left",
    "李工打开王工离开的终端",
    visit("li", "visitC", "arrive"),
    { terminal: "k09", trouble: "doorOpen" },
    {
      by: "zhao",
      call: "POST /api/stock/moves",
      body: { kind: "move", item: "card reader", serial: "CR9900001", from: "depot", to: "van-li" },
    },
  ),
  line(
    "Wed 09:20",
    "the reader is exchanged",
    "更换读卡器",
    { terminal: "k09", swap: "reader", serial: "CR9900001" },
    visit("li", "visitC", "swap", { device: "reader", item: "card reader", newSerial: "CR9900001", stock: "van-li" }),
  ),
  line(
    "Wed 09:30",
    "the door is shut, Li leaves, the site signs",
    "关门离场，现场签字",
    { terminal: "k09", heal: "doorOpen" },
    visit("li", "visitC", "depart", { outcome: "resolved" }),
    visit("li", "visitC", "sign", { name: "Ms Zhou" }),
  ),
  line("Wed 09:40", "somebody changes the roll", "更换纸卷", { terminal: "k23", heal: "paperLow" }),
  line(
    "Wed 09:50",
    "the ferries' hotline opens, Eva takes the ticket of the night",
    "轮渡热线上班，林工受理夜间工单",
    on("k13", "accept", "eva"),
    on("k13", "contact", "eva"),
    on("k13", "plan", "eva", { text: "clean the optics" }),
  ),
  line("Wed 10:00", "the paper is out at the market", "市场终端缺纸", { terminal: "k22", trouble: "paperOut" }),
  line(
    "Wed 10:10",
    "Chen waits for the market's key",
    "陈工等待市场钥匙",
    on("k22", "accept", "chen"),
    on("k22", "wait", "chen", { reason: "site", text: "the key is with the manager" }),
  ),
  line(
    "Wed 11:30",
    "Li comes to the ferry kiosk and cleans the optics",
    "李工到轮渡终端清洁光学部件",
    on("k13", "arrive", "li"),
    { terminal: "k13", heal: "noteReaderDead" },
  ),
  line("Wed 11:45", "it is resolved", "已解决", on("k13", "resolve", "li", { text: "optics cleaned" })),
  line("Wed 13:20", "the key is there", "钥匙已到", on("k22", "resume", "chen"), { terminal: "k22", heal: "paperOut" }),
  line("Wed 13:30", "a new roll is in", "已换纸", on("k22", "resolve", "chen", { text: "new roll" })),

  // The mains of a whole station fails; a day later, a carrier.
  line("Thu 10:00", "inspection round at People's Park", "人民公园站巡检", {
    by: "li",
    call: "POST /api/terminals/k05/inspection",
    body: {
      answers: [
        { item: "outside", result: "ok" },
        { item: "power", result: "ok" },
        { item: "touch", result: "notFitted" },
        { item: "display", result: "notFitted" },
        { item: "printer", result: "ok" },
      ],
      finish: true,
    },
  }),
  line(
    "Thu 14:00",
    "the mains fails at North Railway Station",
    "北站市电中断",
    ...["k08", "k09", "k10"].map((terminal): Deed => ({ terminal, trouble: "onBattery" })),
  ),
  line(
    "Thu 14:22",
    "the batteries are nearly empty",
    "电池将尽",
    ...["k08", "k09", "k10"].map((terminal): Deed => ({ terminal, trouble: "batteryLow" })),
  ),
  line("Thu 14:31", "and the station is dark", "全站断电", { terminals: ["k08", "k09", "k10"], power: "lost" }),
  line(
    "Thu 14:40",
    "Eva calls the station",
    "林工联系车站",
    on("k08", "accept", "eva"),
    on("k08", "contact", "eva"),
    on("k08", "plan", "eva", { text: "the station looks at its breaker" }),
  ),
  line(
    "Thu 15:25",
    "the mains is back",
    "市电恢复",
    ...["k08", "k09", "k10"].flatMap((terminal): Deed[] => [
      { terminal, heal: "batteryLow" },
      { terminal, heal: "onBattery" },
    ]),
    { terminals: ["k08", "k09", "k10"], power: "back" },
  ),
  line("Thu 18:30", "the complaint is acknowledged, too late", "投诉受理，已超时", {
    by: "zhao",
    call: "POST /api/complaints/{complaint}/actions",
    body: { action: "acknowledge", text: "we are sorry" },
  }),

  line("Thu 19:00", "Chen takes Eva's night", "陈工代林工值夜", {
    by: "zhao",
    call: "POST /api/on-call/overrides",
    body: { rota: "first-line", person: "chen", from: "2026-09-24T20:00", to: "2026-09-25T08:00", why: "Eva is ill" },
  }),

  // The holiday: one contract sleeps, the others do not.
  line("Fri 09:30", "a carrier loses the terminals of three customers", "某运营商网络中断，涉及三家客户", {
    terminals: ["k03", "k11", "k19", "k23"],
    line: "cut",
  }),
  line("Fri 10:20", "the carrier is back", "运营商网络恢复", { terminals: ["k03", "k11", "k19", "k23"], line: "back" }),
  line("Fri 11:00", "a ferry kiosk's card reader falls silent on the holiday", "节日轮渡终端读卡器无应答", {
    terminal: "k17",
    trouble: "readerSilent",
  }),
  line("Fri 15:00", "a note jams at the mall", "商场卡钞", { terminal: "k21", trouble: "noteJam" }),
  line(
    "Sat 10:00",
    "the complaint is answered, and was right",
    "投诉答复并认定属实",
    {
      by: "zhao",
      call: "POST /api/complaints/{complaint}/actions",
      body: { action: "answer", text: "the reader was exchanged the next day; the visit is not charged" },
    },
    {
      by: "zhao",
      call: "POST /api/complaints/{complaint}/actions",
      body: { action: "close", verdict: "valid", about: "wang", text: "nothing was exchanged on Tuesday" },
    },
  ),
  line("Sat 12:00", "a disk fills up", "磁盘将满", { terminal: "k24", trouble: "diskFull" }),
  line(
    "Sat 12:30",
    "Chen deletes old logs from afar",
    "陈工远程清理日志",
    on("k24", "accept", "chen"),
    on("k24", "work", "chen"),
    { terminal: "k24", heal: "diskFull" },
  ),
  line("Sat 13:00", "it is resolved", "已解决", on("k24", "resolve", "chen", { text: "old logs deleted" })),
];
