import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/** How many of its children do not fit into its one line: they wrap away below it. */
const wrappedAway = (line: HTMLElement): number =>
  [...line.children].filter((one) => one.getBoundingClientRect().top >= line.getBoundingClientRect().bottom).length;

const Line = ({ tags }: { readonly tags: readonly string[] }): ReactNode => {
  const line = useRef<HTMLSpanElement>(null);
  const [more, setMore] = useState(0);
  const count = (): void => setMore(line.current ? wrappedAway(line.current) : 0);
  // Each time it is drawn: the number itself takes room.
  useLayoutEffect(count);
  useLayoutEffect(() => {
    // Its cell is as wide as the table lets it be, whatever it holds: watching it leads into no circle.
    const cell = line.current?.closest("[role]");
    if (!cell) return;
    const watch = new ResizeObserver(count);
    watch.observe(cell);
    return () => watch.disconnect();
  }, []);
  return (
    <span className="tags" title={tags.join(" ")}>
      <span className="tags-line" ref={line}>
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
      </span>
      {more === 0 ? null : (
        <span className="tag more-tags" aria-hidden="true">
          +{more}
        </span>
      )}
    </span>
  );
};

/** Tags as they stand beside the name of a terminal: those that fit, and how many more there are; all of them in the title. */
export const Tags = ({ tags = [] }: { readonly tags: readonly string[] | undefined }): ReactNode =>
  tags.length === 0 ? null : <Line tags={tags} />;
