import { defineWeek } from "../week.ts";
import { customers, people, policies } from "./places.ts";

export default defineWeek({
  name: "service-week",
  title: { en: "a week of service, pressed into a minute", "zh-CN": "压缩到一分钟的服务周" },
  kind: "week",
  seed: 20_260_920,
  zone: "Asia/Shanghai",
  from: "2026-09-20",
  offsetHours: 8,
  days: 7,
  customers,
  policies,
  people,
  broker: {},
  story: [
    { at: "Mon 09:10", say: { en: "a note jams", "zh-CN": "卡钞" }, do: [{ terminal: "k01", trouble: "noteJam" }] },
    {
      at: "Mon 10:10",
      say: { en: "a note jams", "zh-CN": "卡钞" },
      do: [{ terminal: "k02", trouble: "noteJamStays" }],
    },
  ],
  expect: [],
});
