import { defineWeek } from "../week.ts";
import { expect } from "./expect.ts";
import { customers, people, policies } from "./places.ts";
import { story } from "./story.ts";

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
  carriers: ["CHN-UNICOM", "CHINA MOBILE"],
  broker: {},
  story,
  expect,
});
