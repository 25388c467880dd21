import type { Readers } from "../store/store.ts";

/** What people call each other: of a login, or of who did something (`user:eva`). Whom the register does not know is called as they are written. */
export const namesFrom =
  (read: Pick<Readers, "person">) =>
  (who: string): string =>
    read.person(who.replace(/^user:/, ""))?.name ?? who;
