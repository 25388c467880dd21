import { noisyLink } from "../presets.ts";

export default noisyLink("cardReader", { en: "card reader", "zh-CN": "读卡器" });
