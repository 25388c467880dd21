import { noisyLink } from "../presets.ts";

export default noisyLink("cashAcceptor", { en: "cash acceptor", "zh-CN": "验钞器" });
