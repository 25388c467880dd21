import { noisyLink } from "../presets.ts";

export default noisyLink("network", { en: "mobile modem", "zh-CN": "移动通信模块" });
