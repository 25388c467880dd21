import {
  AppError,
  type DiagnosisView,
  type KnowledgeHit,
  type KnowledgePage,
  type TicketView,
} from "../../contract/index.ts";
import type { FaultRule } from "../faults/rule.ts";
import type { Live } from "../live.ts";
import type { Store, Tx } from "../store/store.ts";
import { caseOfDiagnosis, caseOfTicket } from "./cases.ts";
import { pageOf, symptomOf } from "./page.ts";
import { type Searchable, search } from "./search.ts";

/** Cases that are ranked by on a page, and looked through by a search: the newest. */
const mostCases = 300;

export interface KnowledgeDeps {
  readonly store: Store;
  readonly live: Live;
  readonly rules: ReadonlyMap<string, FaultRule>;
}

/** One page for each fault code, fed by what cured it. A case is kept in the transaction of the resolution or diagnosis that tells it. */
export class Knowledge {
  readonly #deps: KnowledgeDeps;

  constructor(deps: KnowledgeDeps) {
    this.#deps = deps;
    deps.live.within("diagnosis", ({ diagnosis }, tx) => this.#onDiagnosis(tx, diagnosis));
    deps.live.within("ticket", ({ ticket, change }, tx) => this.#onTicket(tx, ticket, change));
  }

  #onDiagnosis(tx: Tx, diagnosis: DiagnosisView): void {
    const solved = caseOfDiagnosis(tx.read, diagnosis);
    if (solved) tx.saveCase(solved);
  }

  #onTicket(tx: Tx, ticket: TicketView, change: string): void {
    if (change === "resolved") {
      const solved = caseOfTicket(tx.read, ticket);
      if (solved) tx.saveCase(solved);
    }
    if (change !== "reopened") return;
    const before = tx.read.knowledgeCase(`ticket:${ticket.number}`);
    if (before) tx.saveCase({ ...before, cameBack: true });
  }

  /** Throws `AppError("notFound")` for a code no rule knows. */
  page(code: string, model?: string): KnowledgePage {
    const rule = this.#deps.rules.get(code);
    if (!rule)
      throw new AppError("notFound", {
        en: `there is no fault ${code}; search by words: \`roundsman knowledge "paper sensor"\``,
        "zh-CN": `没有故障 ${code}；可按词语检索`,
      });
    return pageOf(rule, this.#deps.store.read.cases({ code, limit: mostCases }), model);
  }

  /** Pages that hold these words in either language, the best first; all of them, by code, without words. */
  find(words: string | undefined, limit: number): KnowledgeHit[] {
    const counts = this.#deps.store.read.caseCounts();
    const hit = ({ id, title, deviceClass, severity }: FaultRule, score: number): KnowledgeHit => ({
      code: id,
      title,
      deviceClass,
      severity,
      cases: counts.get(id) ?? 0,
      score,
    });
    const all = [...this.#deps.rules.values()];
    if (words === undefined || words.trim() === "") return all.slice(0, limit).map((rule) => hit(rule, 0));
    return search(this.#pages(all), words)
      .slice(0, limit)
      .map(({ page, score }) => hit(page.rule, Math.round(score * 100) / 100));
  }

  #pages(rules: readonly FaultRule[]): (Searchable & { rule: FaultRule })[] {
    const cases = this.#deps.store.read.cases({ limit: mostCases });
    return rules.map((rule) => ({
      rule,
      code: rule.id,
      texts: [
        [5, rule.title],
        [3, symptomOf(rule)],
        ...rule.causes.map((text) => [2, text] as const),
        ...rule.advice.map((text) => [1, text] as const),
        ...rule.parts.map((part) => [1, { en: part, "zh-CN": part }] as const),
        ...cases.filter(({ code }) => code === rule.id).map(({ text }) => [1, text] as const),
      ],
    }));
  }
}
