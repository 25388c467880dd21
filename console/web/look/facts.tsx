import type { ReactNode } from "react";

/** What is known of something: the word for it, and what it is. Nothing known: empty, and left out. */
export type Fact = readonly [word: string, value: ReactNode];

/** Facts under each other, words before values. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }): ReactNode => (
  <dl className="facts">
    {facts.map(([word, value]) =>
      value ? (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ) : null,
    )}
  </dl>
);
