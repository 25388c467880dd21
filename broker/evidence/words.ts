import type { EvidenceBundle, EvidenceView, Localized } from "../../contract/index.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

/** What came, for the ticket's timeline. */
export const cameText = ({ device, minutes }: EvidenceView, bundle: EvidenceBundle): Localized => {
  const exchanges = bundle.devices.reduce((n, d) => n + d.exchanges.length, 0);
  const { log, changes, leftOut } = bundle;
  const cut = Object.values(leftOut).some((n) => n > 0);
  return text(
    `Evidence of ${device}, last ${minutes} min: ${exchanges} exchanges on lines, ${changes.length} changes of health, ${log.length} log lines${cut ? "; older ones are left out" : ""}`,
    `${device} 最近 ${minutes} 分钟的取证：线路报文 ${exchanges} 组，健康变化 ${changes.length} 次，日志 ${log.length} 行${cut ? "；较早的内容未包含" : ""}`,
  );
};

export const failures = {
  incomplete: text("some of its parts never came", "部分分片未到达"),
  damaged: text("its parts do not make a whole", "分片无法拼合成完整内容"),
  tooLarge: text("there is no room for it with this ticket", "该工单的附件空间不足"),
  killed: text("the agent ended while it was collected", "采集过程中代理程序终止"),
  expired: text("the terminal did not answer in time", "终端未在时限内应答"),
  notAsked: text("the terminal offers no evidence any more", "终端已不再提供取证"),
} as const satisfies Readonly<Record<string, Localized>>;

/** The terminal's own word for why not. */
export const refusedText = (reason: { readonly code: string; readonly text: string } | undefined): Localized =>
  text(
    `the terminal refused: ${reason ? `${reason.text} (${reason.code})` : "no reason given"}`,
    `终端拒绝：${reason ? `${reason.text}（${reason.code}）` : "未说明原因"}`,
  );
