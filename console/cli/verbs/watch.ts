import { defineVerb, exitCodes, sentenceOf, systemClock } from "../../../contract/plain.ts";
import type { LineState } from "../../client/events.ts";
import { absolute, clockTime } from "../../i18n/times.ts";
import { type Desk, openDesk, optional } from "../desk.ts";
import { describe, isMilestone } from "../timeline.ts";

const lineTeller = ({ ui, t, client, language }: Desk): ((state: LineState, error?: Error) => void) => {
  let lostBefore = false;
  const say = (text: string): void => ui.err(ui.paint("dim", text));
  return (state, error) => {
    if (state === "missed") return say(t("watch.missed"));
    if (state === "connected") return say(lostBefore ? t("watch.back") : t("watch.connected", { url: client.url }));
    lostBefore = true;
    return say(t("watch.lost", { reason: error ? sentenceOf(error, language) : "" }));
  };
};

export default defineVerb({
  name: "watch",
  group: "see",
  summary: { en: "Live events, one line each", "zh-CN": "实时事件，每行一条" },
  options: {
    terminal: { summary: { en: "of this terminal only", "zh-CN": "仅此终端" } },
    all: {
      summary: { en: "each step, sale and note too", "zh-CN": "包括每一步骤、交易和纸币" },
      type: "boolean",
      default: false,
    },
    health: {
      summary: { en: "every health report too", "zh-CN": "包括每次状态上报" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ["roundsman watch", { en: "until Ctrl-C", "zh-CN": "直到 Ctrl-C" }],
    ["roundsman watch --terminal kiosk-001 --json", { en: "one JSON object a line", "zh-CN": "每行一个 JSON 对象" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = optional(args, "terminal");
    if (terminal !== undefined) await desk.client.terminal({ terminal }); // a mistyped one would be silent for ever
    const everything = args.all === true || args.health === true;
    const wish = { health: args.health === true, ...(terminal === undefined ? {} : { terminal }) };
    for await (const event of desk.client.events({ ...wish, onLine: lineTeller(desk) })) {
      if (ui.json) ui.jsonOut(event);
      else if (everything || isMilestone(event)) {
        const { tone, text } = describe(event, ui.language);
        const now = systemClock.now();
        ui.out(`${ui.paint("dim", args.absolute ? absolute(now) : clockTime(now))}  ${ui.paint(tone, text)}`);
      }
    }
    return exitCodes.ok;
  },
});
