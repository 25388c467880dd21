import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.stacker.jammed", {
  look: componentIn("stacker", "jammed"),
  title: { en: "Notes are jammed at the cash box", "zh-CN": "钞箱入口卡钞" },
  severity: "major",
  impact: ["sellByCash"],
  action: "clearOnSite",
  skill: "cash",
  causes: [
    { en: "A folded or torn note at the entry of the box", "zh-CN": "钞箱入口有折叠或破损纸币" },
    { en: "Box nearly full: the last note does not go in", "zh-CN": "钞箱接近装满，最后一张放不进" },
    { en: "Box not seated straight", "zh-CN": "钞箱装歪" },
    { en: "Push plate or its spring damaged", "zh-CN": "压板或弹簧损坏" },
  ],
  advice: [
    {
      en: "Two authorised people: take the cash box out and pull the jammed note free without tearing it.",
      "zh-CN": "须两名授权人员到场：取出钞箱，轻轻取出卡住的纸币，不要撕破。",
    },
    {
      en: "Keep that note apart with time and terminal number: it may have been taken without being credited.",
      "zh-CN": "将该纸币单独封存并注明时间和终端号：可能已收钞但未入账。",
    },
    {
      en: "Seat the box again, close everything, wait for the acceptor to initialise (up to 40 s).",
      "zh-CN": "装回钞箱并关好，等待验钞器初始化（最长 40 秒）。",
    },
  ],
  parts: ["cash box"],
  holdMs: 2_000,
  inhibitedBy: ["cashAcceptor.cashBox.missing"],
  runbook: "cash-acceptor-jam",
});
