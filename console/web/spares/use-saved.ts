import { useMutation, useQueryClient } from "@tanstack/react-query";
import { wrongByField } from "../look/wrong.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";

/** Sends what a form of the stock says, and closes it once the page shows what came of it; else says what is wrong, field by field. */
export const useSaved = (send: () => Promise<unknown>, close: () => void) => {
  const queries = useQueryClient();
  const { language } = usePreferences();
  const save = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.stock });
      close();
    },
  });
  const wrong = wrongByField(save.error, language);
  /** What is about no field. */
  const failure = Object.keys(wrong).length === 0 ? save.error : null;
  return { save, wrong, failure };
};
