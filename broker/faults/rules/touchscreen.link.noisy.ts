import { noisyLink } from "../presets.ts";

export default noisyLink("touchscreen", { en: "touchscreen", "zh-CN": "触摸屏" });
