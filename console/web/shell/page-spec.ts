import type { ComponentType } from "react";
import type { Permission } from "../../../contract/index.ts";

/** One page: the default export of `console/web/<room>/page.ts`, found by folder discovery. Its code is loaded when it is first looked at. */
export interface PageSpec {
  /** Below the root, as the router takes it: `terminals/:terminal`. */
  readonly path: string;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  /** Without it nobody sees the page, nor the way to it. */
  readonly needs: Permission;
  /** It shows sums over the whole fleet: not for those who see a part of it. */
  readonly whole?: true;
  /** It fills the whole screen: no header, nothing to click. */
  readonly bare?: true;
  /**
   * Its place in the main navigation, from the left; `more`: in the menu at its end, from the top. Left out: it is reached from other pages.
   */
  readonly navigation?: { readonly word: string; readonly order: number; readonly more?: true };
}
export const definePage = (page: PageSpec): PageSpec => page;
