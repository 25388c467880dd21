import { cannotTell, defineRule } from "../rule.ts";

/** Two agents take the connection from each other: a cloned disk or a stolen credential. Said by the gateway. */
export default defineRule({
  id: "security.duplicateId",
  deviceClass: "terminal",
  title: { en: "Two agents with one identity", "zh-CN": "同一身份出现两个代理程序" },
  severity: "major",
  impact: ["security"],
  action: "clearOnSite",
  skill: "software",
  causes: [
    { en: "Disk of a terminal was cloned without a new enrolment", "zh-CN": "克隆磁盘后未重新登记终端" },
    { en: "Computer exchanged and the old one still runs", "zh-CN": "更换主机后旧主机仍在运行" },
    { en: "Credential stolen", "zh-CN": "凭证被盗用" },
  ],
  advice: [
    {
      en: "Find the second machine that uses this terminal's credential; enrol the terminal anew.",
      "zh-CN": "查找使用该终端凭证的另一台机器，并重新登记该终端。",
    },
  ],
  parts: [],
  holdMs: 0,
  clearHoldMs: 600_000,
  inhibitedBy: [],
  ticket: true,
  look: () => cannotTell,
});
