import { AppError, mostTags, type TagTerminals } from "../../contract/index.ts";
import type { Tx } from "../store/store.ts";
import type { Fleet } from "./fleet.ts";

export interface Tagging {
  readonly fleet: Pick<Fleet, "setTags">;
  readonly at: number;
  readonly by: string;
}

/**
 * Gives tags to terminals and takes tags from them; all or nothing. Answers the ids of those that changed; each has its own entry in the audit log.
 * Throws `AppError`: `invalid` if nothing is asked, `notFound`, `conflict` for a terminal that would have too many.
 */
export const tagTerminals = (
  tx: Tx,
  { terminals, add = [], remove = [] }: TagTerminals,
  { fleet, at, by }: Tagging,
): string[] => {
  if (add.length + remove.length === 0)
    throw new AppError("invalid", { en: "say which tag to add or to remove", "zh-CN": "请指定要添加或移除的标签" });
  return [...new Set(terminals)].filter((id) => {
    const row = tx.read.terminal(id);
    if (!row) throw new AppError("notFound", { en: `no terminal ${id}`, "zh-CN": `没有终端 ${id}` });
    const before = new Set(row.tags);
    const kept = [...before].filter((tag) => !remove.includes(tag));
    const tags = [...new Set([...kept, ...add])].sort();
    if (tags.length > mostTags)
      throw new AppError("conflict", {
        en: `${id} would have more than ${mostTags} tags`,
        "zh-CN": `终端 ${id} 的标签将超过 ${mostTags} 个`,
      });
    const added = tags.filter((tag) => !before.has(tag));
    const removed = [...before].filter((tag) => !tags.includes(tag));
    if (added.length + removed.length === 0) return false;
    fleet.setTags(tx, id, tags);
    tx.addAudit({ at, actor: by, action: "terminal.tag", target: id, detail: { added, removed } });
    return true;
  });
};
