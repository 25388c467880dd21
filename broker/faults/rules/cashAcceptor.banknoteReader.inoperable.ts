import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.banknoteReader.inoperable", {
  look: componentIn("banknoteReader", "inoperable"),
  title: { en: "Note reader of the cash acceptor has failed", "zh-CN": "纸币识别单元故障" },
  severity: "major",
  impact: ["sellByCash"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Optical windows or magnetic head dirty", "zh-CN": "光学窗口或磁头脏污" },
    { en: "Head not closed until it clicks", "zh-CN": "验钞头未合到卡扣位" },
    {
      en: "A sensor of the validator failed (optical, magnetic, capacitance)",
      "zh-CN": "识别传感器损坏（光学、磁性、电容）",
    },
    { en: "Firmware damaged, or left in boot or calibration mode", "zh-CN": "固件损坏，或停留在引导、校准模式" },
  ],
  advice: [
    {
      en: "Open the acceptor head and wipe the optical windows and the magnetic head with a cleaning card or a lint-free cloth; no solvent.",
      "zh-CN": "打开验钞头，用清洁卡或无尘布擦拭光学窗口和磁头，不要用溶剂。",
    },
    {
      en: "The sub-code in the evidence points to the part: optics CCNET 47 55 or ID-003 49 AC, magnetic channel 47 56 or 49 AD, capacitance channel 47 5F; ID-003 49 AF: the head is open or off.",
      "zh-CN":
        "证据中的子代码指明部件：光学通道 CCNET 47 55 或 ID-003 49 AC，磁性通道 47 56 或 49 AD，电容通道 47 5F；ID-003 49 AF 表示验钞头打开或被取下。",
    },
    {
      en: "Close the head and reset once; if the failure returns, replace the sensor module or the head.",
      "zh-CN": "合上验钞头后复位一次；若故障重现，更换传感器模块或验钞头。",
    },
  ],
  parts: ["sensor module for the cash acceptor", "cleaning card for the cash acceptor"],
  holdMs: 2_000,
  runbook: "cash-acceptor-failure",
});
