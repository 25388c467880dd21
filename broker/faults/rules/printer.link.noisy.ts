import { noisyLink } from "../presets.ts";

export default noisyLink("printer", { en: "receipt printer", "zh-CN": "凭条打印机" });
