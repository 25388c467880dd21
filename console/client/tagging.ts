import { mostTagged } from "../../contract/plain.ts";
import type { Client } from "./client.ts";

export interface Tagging {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/**
 * Tags as many terminals as there are, some hundred in a request; each request is all or nothing. Answers the ids of those that changed. Throws as the
 * client does; what was done before stays.
 */
export const tagMany = async (
  client: Pick<Client, "tagTerminals">,
  terminals: readonly string[],
  { add = [], remove = [] }: Tagging,
): Promise<string[]> => {
  const done: string[] = [];
  for (let from = 0; from < terminals.length; from += mostTagged) {
    const some = terminals.slice(from, from + mostTagged);
    const { changed } = await client.tagTerminals({ terminals: some, add: [...add], remove: [...remove] });
    done.push(...changed);
  }
  return done;
};
