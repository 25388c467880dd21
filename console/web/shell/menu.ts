import type { FocusEvent, KeyboardEvent } from "react";

type Menu = HTMLDetailsElement;

const closeWhenLeft = ({ currentTarget, relatedTarget }: FocusEvent<Menu>): void => {
  if (!currentTarget.contains(relatedTarget)) currentTarget.open = false;
};

const closeByEscape = (event: KeyboardEvent<Menu>): void => {
  const menu = event.currentTarget;
  if (event.key !== "Escape" || !menu.open) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary")?.focus();
};

/**
 * What a `details` that is a menu is given: it closes with Escape, and when the focus leaves it. What it holds needs `tabIndex={-1}`: some browsers give
 * the focus to no link that is clicked, and would close the menu under the click.
 */
export const closing = { onBlur: closeWhenLeft, onKeyDown: closeByEscape } as const;
