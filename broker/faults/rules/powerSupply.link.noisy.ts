import { noisyLink } from "../presets.ts";

export default noisyLink("powerSupply", { en: "UPS", "zh-CN": "UPS" });
