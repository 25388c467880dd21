import type { Deed } from "../week.ts";

const admin = (call: Extract<Deed, { call: string }>["call"], body: unknown): Deed => ({ by: "admin", call, body });

const person = (id: string, name: string, role: string, phone: string): Deed =>
  admin("POST /api/people", { id, name, role, phone, zone: "Asia/Shanghai", language: "en" });

const duty = (id: string, en: string, zh: string, queues: readonly string[], people: readonly string[]) => ({
  id,
  title: { en, "zh-CN": zh },
  queues,
  zone: "Asia/Shanghai",
  layers: [{ people, shift: "day", handover: { time: "08:00" }, from: "2026-09-19" }],
});

const path = (queue: string, rota: string) => ({
  queue,
  ways: ["sms"],
  severities: ["critical", "major"],
  steps: [
    { at: 0, tell: [{ onCall: rota }] },
    { at: 70, tell: [{ onCall: rota }] },
    { at: 100, tell: [{ person: "chen" }] },
  ],
});

/** Who works here, who is on duty, and what is in the depot and the vans when the week begins. */
export const setting: readonly Deed[] = [
  person("eva", "Eva Lin", "engineer", "+86 20 1000 0001"),
  person("chen", "Chen Jun", "engineer", "+86 20 1000 0002"),
  person("zhao", "Zhao Min", "dispatcher", "+86 20 1000 0003"),
  person("li", "Li Wei", "technician", "+86 20 1000 0004"),
  person("wang", "Wang Tao", "technician", "+86 20 1000 0005"),
  admin("PUT /api/on-call/plan", {
    plan: {
      office: "two-level-office",
      rotas: [
        duty("first-line", "First line", "一线值班", ["remote", "software"], ["chen", "eva"]),
        duty("field-duty", "Field", "现场值班", ["field", "vendor"], ["li", "wang"]),
      ],
      paths: [path("remote", "first-line"), path("field", "field-duty")],
    },
  }),
  admin("POST /api/stock/places", { id: "depot", kind: "depot", name: "Depot", keeper: "zhao" }),
  admin("POST /api/stock/places", { id: "van-li", kind: "van", name: "Van of Li Wei", keeper: "li" }),
  admin("POST /api/stock/places", { id: "van-wang", kind: "van", name: "Van of Wang Tao", keeper: "wang" }),
  admin("POST /api/stock/items", { item: "cash acceptor head", minimum: 2 }),
  admin("POST /api/stock/items", { item: "card reader", minimum: 1 }),
  ...["CC7700001", "CC7700002"].map((serial) =>
    admin("POST /api/stock/moves", { kind: "receive", item: "cash acceptor head", serial, to: "depot" }),
  ),
  ...["CR9900001", "CR9900002"].map((serial) =>
    admin("POST /api/stock/moves", { kind: "receive", item: "card reader", serial, to: "depot" }),
  ),
  admin("POST /api/stock/moves", { kind: "receive", item: "receipt paper roll", quantity: 20, to: "van-li" }),
  admin("POST /api/stock/moves", {
    kind: "move",
    item: "cash acceptor head",
    serial: "CC7700001",
    from: "depot",
    to: "van-li",
  }),
  admin("POST /api/stock/moves", {
    kind: "move",
    item: "card reader",
    serial: "CR9900002",
    from: "depot",
    to: "van-wang",
  }),
];
