import type { ReactNode } from "react";
import { useNarrow } from "../shell/window.ts";
import "./rows.css";

export interface RowColumn<T> {
  /** Empty for what speaks for itself: buttons. */
  readonly title: string;
  /** Nothing to say: `null`; on a phone its title is left out, too. */
  readonly cell: (row: T) => ReactNode;
  /** Long text: it may break, and takes the room that is left. */
  readonly wide?: true;
  /** A number: at the end of its column. */
  readonly end?: true;
}

interface RowsProps<T> {
  /** What a screen reader calls the table. */
  readonly label: string;
  /** The first says what the row is about. */
  readonly columns: readonly RowColumn<T>[];
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string | number;
}

const Card = <T,>({ columns, row }: { readonly columns: readonly RowColumn<T>[]; readonly row: T }): ReactNode => {
  const [head, ...others] = columns;
  return (
    <li className="card">
      <div>{head?.cell(row)}</div>
      <dl>
        {others.map(({ title, cell }) => {
          const said = cell(row);
          if (title === "" || said === null || said === "") return null;
          return [<dt key={`${title} `}>{title}</dt>, <dd key={title}>{said}</dd>];
        })}
      </dl>
      {others.map(({ title, cell }, n) => (title === "" ? <div key={String(n)}>{cell(row)}</div> : null))}
    </li>
  );
};

/** A table; on a phone a card for each row. */
export const Rows = <T,>({ label, columns, rows, idOf }: RowsProps<T>): ReactNode => {
  if (useNarrow())
    return (
      <ul className="cards" aria-label={label}>
        {rows.map((row) => (
          <Card key={idOf(row)} columns={columns} row={row} />
        ))}
      </ul>
    );
  return (
    // It can be scrolled sideways, so by the keyboard, too.
    <section className="table-box" aria-label={label} tabIndex={0}>
      <table className="rows" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, end }, n) =>
              title === "" ? (
                <td key={String(n)} />
              ) : (
                <th key={title} scope="col" className={end ? "end" : ""}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ title, cell, wide, end }, n) => (
                <td key={title || String(n)} className={wide ? "wide" : end || title === "" ? "end" : ""}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
