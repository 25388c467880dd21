import { noisyLink } from "../presets.ts";

export default noisyLink("cabinet", { en: "contact module", "zh-CN": "触点模块" });
