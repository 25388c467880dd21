import type { Localized, TerminalAssets, Warranty } from "../../contract/index.ts";
import { type Contract, contractOf } from "../service-levels/contracts.ts";
import type { TerminalRow } from "../store/store.ts";

export interface CoverageFacts {
  readonly place: Pick<TerminalRow, "id" | "site">;
  readonly device?: string | undefined;
  readonly contracts: readonly Contract[];
  readonly assets: Pick<TerminalAssets, "warranty" | "modules">;
  readonly now: number;
}

/** The contract that ended last before now. */
const lastOf = ({ place, contracts, now }: CoverageFacts): Contract | undefined => {
  const ended = contracts.filter((one) => one.endsAt <= now).sort((a, b) => b.endsAt - a.endsAt);
  return ended.find((one) => contractOf([one], place, one.startsAt));
};

const contractText = (facts: CoverageFacts): Localized[] => {
  if (facts.contracts.length === 0) return [];
  const held = contractOf(facts.contracts, facts.place, facts.now);
  if (held)
    return [{ en: `contract ${held.id} (${held.customer})`, "zh-CN": `合同 ${held.id}（${held.customer}）有效` }];
  const last = lastOf(facts);
  return last
    ? [
        {
          en: `OUT OF CONTRACT: ${last.id} (${last.customer}) ended on ${last.until}`,
          "zh-CN": `合同外：${last.id}（${last.customer}）已于 ${last.until} 到期`,
        },
      ]
    : [{ en: "OUT OF CONTRACT: no contract names this terminal", "zh-CN": "合同外：没有合同包含此终端" }];
};

const warrantyText = (of: Localized, { holds, until }: Warranty): Localized =>
  holds
    ? { en: `${of.en} in warranty until ${until}`, "zh-CN": `${of["zh-CN"]}保修期至 ${until}` }
    : { en: `${of.en} OUT OF WARRANTY since ${until}`, "zh-CN": `${of["zh-CN"]}已过保（保修期至 ${until}）` };

const warrantyTexts = ({ assets, device }: CoverageFacts): Localized[] => {
  const module = assets.modules.find((one) => one.device === device && one.present)?.warranty;
  const texts = [
    ...(module ? [warrantyText({ en: device ?? "", "zh-CN": `${device} ` }, module)] : []),
    ...(assets.warranty ? [warrantyText({ en: "terminal", "zh-CN": "终端" }, assets.warranty)] : []),
  ];
  return texts.length > 0 ? texts : [{ en: "no warranty is on record", "zh-CN": "无保修记录" }];
};

/** Who pays, as far as contract and warranty tell: for whoever takes the call. Pure. */
export const coverageText = (facts: CoverageFacts): Localized => {
  const parts = [...contractText(facts), ...warrantyTexts(facts)];
  return { en: parts.map((p) => p.en).join("; "), "zh-CN": parts.map((p) => p["zh-CN"]).join("；") };
};
