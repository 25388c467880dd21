import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.format.wrong", {
  look: componentIn("format", "wrong"),
  title: { en: "Touch controller speaks another format", "zh-CN": "触摸控制器数据格式不符" },
  severity: "major",
  impact: ["allSales"],
  action: "configure",
  skill: "electronics",
  causes: [
    { en: "Jumpers or settings of an exchanged controller", "zh-CN": "更换控制器后跳线或设置不符" },
    { en: "Controller went back to its stored mode after a reset", "zh-CN": "复位后控制器恢复到存储的模式" },
    { en: "Another program switched the emulation", "zh-CN": "其他程序切换了仿真模式" },
  ],
  advice: [
    {
      en: "Set the controller's jumpers to SmartSet binary mode (J2 out), 9600 baud, and switch it off and on.",
      "zh-CN": "将控制器跳线设为 SmartSet 二进制模式（拔下 J2）、9600 波特，断电重启。",
    },
    {
      en: "A controller that was swapped in: check that it is the type listed for this terminal.",
      "zh-CN": "若更换过控制器：核对型号与终端档案一致。",
    },
  ],
  parts: ["touch controller"],
  holdMs: 30_000,
});
