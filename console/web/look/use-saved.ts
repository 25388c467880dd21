import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { usePreferences } from "../preferences.ts";
import { wrongByField } from "./wrong.ts";

interface Saving<T> {
  readonly send: () => Promise<T>;
  /** What is asked for anew, as it shows what came of it. */
  readonly key: QueryKey;
  readonly close: (saved: T) => void;
  /** Fields that say themselves what is wrong with them; left out: every one that can be wrong. */
  readonly speaking?: readonly string[];
}

/** Sends what a form says, and closes it once the page shows what came of it; else says what is wrong, field by field. */
export const useSaved = <T>({ send, key, close, speaking }: Saving<T>) => {
  const queries = useQueryClient();
  const { language } = usePreferences();
  const save = useMutation({
    mutationFn: send,
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: key });
      close(saved);
    },
  });
  const wrong = wrongByField(save.error, language);
  const fields = Object.keys(wrong);
  const isSaid = fields.length > 0 && fields.every((field) => speaking?.includes(field) ?? true);
  /** What no field says. */
  return { save, wrong, failure: isSaid ? null : save.error };
};
