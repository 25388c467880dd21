import { noisyLink } from "../presets.ts";

export default noisyLink("display", { en: "display", "zh-CN": "显示屏" });
