import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NotificationItem } from "../../contract/index.ts";
import type { NotificationRow } from "../store/notification-rows.ts";
import { backoffMs } from "./due.ts";
import { wants } from "./match.ts";
import { afterMsOf } from "./post.ts";
import { moment, render } from "./render.ts";
import { cutBytes } from "./robot.ts";
import type { Subscription } from "./settings.ts";
import { dingTalkSign, feishuSign, webhookSignature } from "./signature.ts";
import { at, fillAll, fillText, holesIn } from "./template.ts";

const item: NotificationItem = {
  event: "ticket.escalated",
  at: Date.UTC(2026, 10, 21, 8),
  by: "broker",
  said: { en: "70 % is used up", "zh-CN": "已用 70 %" },
  severity: "critical",
  title: { en: "Cash box missing", "zh-CN": "钞箱缺失" },
  terminal: "kiosk-1",
  terminalName: "Hall 1",
  site: "Central",
  ticket: 7,
  state: "accepted",
  assignee: "eva",
  level: "urgent",
  due: { clock: "onSite", at: Date.UTC(2026, 10, 21, 9, 5) },
  advice: [{ en: "Go there", "zh-CN": "前往现场" }],
  parts: ["cash box"],
};
const row = (items: NotificationItem[], more: Partial<NotificationRow> = {}): NotificationRow => ({
  id: "d-1",
  queue: "q",
  subscription: "s",
  channel: "c",
  language: "en",
  zone: "Asia/Shanghai",
  urgent: true,
  state: "queued",
  createdAt: item.at,
  dueAt: item.at,
  tries: 0,
  items,
  more: 0,
  ...more,
});

describe("a message", () => {
  test("in both languages, with everything a receiver needs", () => {
    expect(render(row([item]), { link: "https://d/{ticket}" }).text).toBe(
      [
        "Time is running out #7",
        "What: Cash box missing [critical]",
        "Now: 70 % is used up (2026-11-21 16:00 +08:00)",
        "Terminal: kiosk-1 (Hall 1)",
        "Site: Central",
        "Ticket: #7, accepted, with eva",
        "Level: urgent",
        "Next due: on site: 2026-11-21 17:05 +08:00",
        "What to do: Go there",
        "Parts: cash box",
        "More: https://d/7",
        "",
        "Message d-1",
      ].join("\n"),
    );
    const chinese = render(row([item], { language: "zh-CN" }), {});
    expect(chinese.subject).toBe("[紧急] 时限预警 #7：钞箱缺失，kiosk-1（Hall 1），Central");
    expect(chinese.short).toBe(
      "[紧急] 时限预警 #7：钞箱缺失，kiosk-1（Hall 1），Central 已用 70 % 到场：2026-11-21 17:05 +08:00 roundsman ticket 7",
    );
  });

  test("several at once: the subject counts them and says the worst", () => {
    const minor: NotificationItem = { ...item, severity: "minor" };
    const message = render(row([minor, item], { more: 3 }), {});
    expect(message.subject).toBe("[Roundsman] 5 messages, the worst critical");
    expect(message.text).toContain("and 3 more");
  });

  test("names that a device or a person chose write no header, no line and no markup", () => {
    const hostile: NotificationItem = {
      ...item,
      site: 'Hall\r\nBcc: all@evil.example\u2028<img src=x onerror="x">&',
      title: { en: "a\nb", "zh-CN": "x" },
    };
    const { subject, text, html, short } = render(row([hostile]), {});
    for (const line of [subject, short]) expect(line).not.toMatch(/[\r\n\u2028]/);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=&quot;x&quot;&gt;&amp;");
  });

  test("the wall's time says where it is", () => {
    expect(moment(Date.UTC(2026, 6, 1, 12), "America/St_Johns")).toBe("2026-07-01 09:30 -02:30");
    expect(moment(Date.UTC(2026, 6, 1, 12), "UTC")).toBe("2026-07-01 12:00 +00:00");
  });
});

describe("signatures", () => {
  test("the example of the Standard Webhooks specification", () => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const signature = webhookSignature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}');
    expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("DingTalk keys by the secret, Feishu by what DingTalk signs", () => {
    expect(dingTalkSign("k", 1)).not.toBe(feishuSign("k", 1));
    expect(Buffer.from(dingTalkSign("k", 1), "base64")).toHaveLength(32);
  });
});

describe("who wants what", () => {
  const subscription = (filter: Subscription["filter"]): Subscription => ({
    name: "s",
    channel: "c",
    language: "en",
    events: ["ticket.escalated"],
    filter,
    notBy: [],
  });
  test("a pattern with stars is what a regular expression says", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*"), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (glob, terminal) => {
        const regexp = new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
        expect(wants(subscription({ terminals: [glob] }), { ...item, terminal })).toBe(regexp.test(terminal));
      }),
    );
  });
});

describe("templates", () => {
  test("values are values: they fill no hole, become no structure and leave no address", () => {
    const lookup = (name: string) => ({ a: '{b}","x":"', b: "B" })[name];
    expect(fillText("/{a}/{b}/{none}", lookup, encodeURIComponent)).toBe("/%7Bb%7D%22%2C%22x%22%3A%22/B/");
    expect(fillAll({ k: ["{a}", 1, null], "{b}": true }, lookup)).toEqual({ k: ['{b}","x":"', 1, null], "{b}": true });
    expect(holesIn({ x: ["{a} {b}"], y: { z: "{c}" } })).toEqual(["a", "b", "c"]);
  });

  test("a pointer finds own values only", () => {
    const body = { a: [{ "b/c": 1 }], t: "x" };
    expect([at(body, "/a/0/b~1c"), at(body, "/t/length"), at(body, "/constructor"), at(body, "/__proto__")]).toEqual([
      1,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test("texts are cut to bytes, never inside a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 8, max: 80 }), (text, most) => {
      const cut = cutBytes(text, most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      const whole = (one: string): boolean => Buffer.from(one).toString() === one;
      if (whole(text)) expect(whole(cut)).toBe(true);
    }),
  );
});

test("pauses grow to their bound and are spread after it; a far end's wish is bounded, too", () => {
  const rule = { firstS: 10, mostMinutes: 15 };
  const pauses = [1, 2, 3, 20, 1000].map((tries) => backoffMs(tries, rule, () => 0.5));
  expect(pauses).toEqual([10_000, 20_000, 40_000, 900_000, 900_000]);
  expect([backoffMs(50, rule, () => 0), backoffMs(50, rule, () => 1)]).toEqual([675_000, 1_125_000]);
  const now = Date.UTC(2026, 0, 1);
  expect([afterMsOf("5", now), afterMsOf("Thu, 01 Jan 2026 00:01:00 GMT", now), afterMsOf("soon", now)]).toEqual([
    5000,
    60_000,
    undefined,
  ]);
  expect(afterMsOf("999999", now)).toBe(3_600_000);
});
