import { exitCodes, hasCode, type Localized, messageOf, type Ui } from "../../contract/index.ts";
import { defaultBrokerConfig, readBrokerConfig } from "../config.ts";
import { readHead } from "./chain.ts";
import type { Compared } from "./compare.ts";
import { readReport, type Verified, verify } from "./verify.ts";

const say = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const shown = (value: Compared["reported"] | undefined): string =>
  value === undefined ? "–" : String(value ?? "null");

const table = (ui: Ui, numbers: readonly Compared[]): void =>
  ui.table(
    [
      { title: say("Number", "数字") },
      { title: say("In the report", "报告值"), align: "right" },
      { title: say("Recomputed", "重算值"), align: "right" },
      { title: say("Agrees", "相符") },
    ],
    numbers.map(({ path, reported, recomputed, agrees }) => [
      path,
      shown(reported),
      shown(recomputed),
      agrees ? ui.say(say("yes", "是")) : ui.paint("bad", ui.say(say("NO", "否"))),
    ]),
  );

const verdict = (ui: Ui, good: boolean, text: Localized): void =>
  ui.out(`${ui.paint(good ? "good" : "bad", good ? "✓" : "✗")} ${ui.say(text)}`);

const tell = (ui: Ui, { chain, stray, numbers }: Verified, all: boolean): void => {
  const { entries, head, broken } = chain;
  if (broken)
    verdict(
      ui,
      false,
      say(
        `the audit log is broken at entry ${broken.n}: ${broken.why}`,
        `审计日志在第 ${broken.n} 条断裂：${broken.why}`,
      ),
    );
  else
    verdict(
      ui,
      true,
      say(
        `audit log: ${entries} entries, head ${head.hash.slice(0, 16)}…`,
        `审计日志：${entries} 条，链头 ${head.hash.slice(0, 16)}…`,
      ),
    );
  if (broken) return;
  for (const one of stray) verdict(ui, false, say(one, one));
  if (stray.length === 0) verdict(ui, true, say("tickets and faults are what the log says", "工单和故障与日志一致"));
  if (!numbers) return;
  const wrong = numbers.filter(({ agrees }) => !agrees);
  const listed = all ? numbers : wrong;
  if (listed.length > 0) table(ui, listed);
  const right = numbers.length - wrong.length;
  verdict(
    ui,
    wrong.length === 0,
    say(
      `${right} of ${numbers.length} numbers of the report agree with the trail`,
      `报告中 ${numbers.length} 个数字有 ${right} 个与轨迹相符`,
    ),
  );
};

const isGood = ({ chain, stray, numbers = [] }: Verified): boolean =>
  chain.broken === undefined && stray.length === 0 && numbers.every(({ agrees }) => agrees);

/** `roundsman verify`. Exit code 1 for a broken chain, a row that strayed or a number that does not agree. */
export const runVerify = async (args: Readonly<Record<string, unknown>>, ui: Ui): Promise<number> => {
  const { config: file, head, report } = args;
  try {
    const config = typeof file === "string" ? readBrokerConfig(file) : defaultBrokerConfig();
    const verified = await verify(config, {
      ...(typeof head === "string" ? { head: readHead(head) } : {}),
      ...(typeof report === "string" ? { report: readReport(report) } : {}),
    });
    if (ui.json) ui.jsonOut(verified);
    else tell(ui, verified, args.all === true);
    return isGood(verified) ? exitCodes.ok : exitCodes.faulty;
  } catch (error) {
    if (!hasCode(error, "store", "config")) throw error;
    ui.err(messageOf(error));
    return hasCode(error, "config") ? exitCodes.config : exitCodes.unavailable;
  }
};
