import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { sentenceOf } from "../../../contract/plain.ts";
import { usePreferences } from "../preferences.ts";
import { useEntries } from "./entries.ts";
import { type Entry, found } from "./match.ts";
import "./palette.css";

interface OptionProps {
  readonly entry: Entry;
  readonly id: string;
  readonly chosen: boolean;
  readonly head: string | undefined;
  readonly take: () => void;
  readonly point: () => void;
}

const Option = ({ entry, id, chosen, head, take, point }: OptionProps): ReactNode => {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <>
      {head === undefined ? null : (
        <div className="palette-group" role="presentation">
          {head}
        </div>
      )}
      <div
        ref={row}
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={chosen}
        className={chosen ? "chosen" : ""}
        onClick={take}
        onMouseMove={point}
      >
        <span>{entry.label}</span> <span className="quiet">{entry.hint}</span>
      </div>
    </>
  );
};

/**
 * Type to go somewhere or to do something. A combobox: the focus stays in the field, the arrows choose in the list, Enter takes it, Escape closes. The
 * browser's own dialog keeps the focus and gives it back.
 */
const Palette = ({ close, early }: { readonly close: () => void; readonly early: () => string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const goTo = (to: string): void => {
    dialog.current?.close();
    void navigate(to);
  };
  const { entries, error } = useEntries(pathname, goTo);
  const shown = found(entries, typed);
  const chosen = Math.min(at, shown.length - 1);
  const idOf = (n: number): string => `${list}-${n}`;
  // At once: what is typed from now on is typed into the field.
  useLayoutEffect(() => {
    dialog.current?.showModal();
    setTyped(early());
  }, [early]);
  const take = ({ go }: Entry): void => {
    if (typeof go === "string") goTo(go);
    else go();
  };
  const move = (to: number): void => setAt((to + shown.length) % Math.max(shown.length, 1));
  const press = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(chosen + 1),
      ArrowUp: () => move(chosen - 1),
      PageDown: () => setAt(Math.min(chosen + 8, shown.length - 1)),
      PageUp: () => setAt(Math.max(chosen - 8, 0)),
      Enter: () => {
        const entry = shown[chosen];
        if (entry && !event.nativeEvent.isComposing) take(entry);
      },
    };
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <dialog ref={dialog} className="palette" aria-label={t("palette.title")} onClose={close}>
      <input
        role="combobox"
        aria-label={t("palette.title")}
        aria-expanded={shown.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(shown.length > 0 ? { "aria-activedescendant": idOf(chosen) } : {})}
        placeholder={t("palette.hint")}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onKeyDown={press}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
      />
      <div id={list} role="listbox" tabIndex={-1} aria-label={t("palette.found")}>
        {shown.map((entry, n) => (
          <Option
            key={entry.id}
            entry={entry}
            id={idOf(n)}
            chosen={n === chosen}
            head={shown[n - 1]?.group === entry.group ? undefined : t(`palette.group.${entry.group}`)}
            take={() => take(entry)}
            point={() => setAt(n)}
          />
        ))}
      </div>
      <p className="quiet" role="status">
        {error
          ? sentenceOf(error, language)
          : shown.length === 0
            ? t("palette.none")
            : t("palette.count", { count: shown.length })}
      </p>
    </dialog>
  );
};
export default Palette;
