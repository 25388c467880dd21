import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalAssets } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, TextField } from "../look/fields.tsx";
import { useSaved } from "../look/use-saved.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { exact } from "../times.ts";

type Warranty = NonNullable<TerminalAssets["warranty"]>;

/** As the routes name the terminal as a whole. */
const wholeTerminal = "terminal";

/** One that holds not: it has ended, unless it has yet to begin. Days of UTC, as the broker counts them. */
const stateOf = ({ holds, from }: Warranty, now: number): "holds" | "ended" | "notYet" => {
  if (holds) return "holds";
  return from !== undefined && from > new Date(now).toISOString().slice(0, 10) ? "notYet" : "ended";
};

/** A warranty in a sentence, or, under a title that says what it is, in short. */
export const useWarrantyText = (): ((warranty: Warranty, now: number, length?: "text" | "short") => string) => {
  const { t } = useTranslation();
  return (warranty, now, length = "text") => {
    const { from, until } = warranty;
    return t(`warranty.${length}.${stateOf(warranty, now)}`, { from, until });
  };
};

interface Place {
  readonly terminal: string;
  /** Left out: the whole terminal. */
  readonly device?: string;
  readonly serial?: string | undefined;
  readonly warranty?: Warranty | undefined;
}

const WarrantyForm = ({ place, close }: { readonly place: Place; readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const queries = useQueryClient();
  const who = useActor();
  const { terminal, device = wholeTerminal, serial, warranty } = place;
  const before = { until: warranty?.until ?? "", from: warranty?.from ?? "", note: warranty?.note ?? "" };
  const [draft, setDraft] = useState(before);
  const { until, from, note } = draft;
  const set = (name: keyof typeof draft) => (value: string) => setDraft({ ...draft, [name]: value });
  const send = async (): Promise<void> => {
    const more = { ...(from === "" ? {} : { from }), ...(note.trim() === "" ? {} : { note: note.trim() }) };
    await api.setWarranty({ terminal, device }, until === "" ? {} : { until, ...more });
    await queries.invalidateQueries({ queryKey: keys.assets });
  };
  const speaking = ["until", "from"];
  const { save, wrong, failure } = useSaved({ send, key: keys.terminal(terminal), close, speaking });
  const removes = until === "" && warranty !== undefined;
  const differs = (["until", "from", "note"] as const).some((name) => draft[name] !== before[name]);
  const named = device === wholeTerminal ? t("warranty.whole", { terminal }) : `${terminal} ${device}`;
  const stays = device === wholeTerminal ? "terminal" : serial === undefined ? "place" : "unit";
  return (
    <Dialog
      title={t("warranty.of", { place: named })}
      go={t(removes ? "warranty.remove" : "warranty.save")}
      can={differs && (removes || until !== "")}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <p className="quiet">{t(`warranty.stays.${stays}`, { serial })}</p>
        <Beside>
          <TextField
            label={t("warranty.until")}
            type="date"
            value={until}
            set={set("until")}
            hint={t("warranty.none")}
            wrong={wrong.until}
          />
          <TextField
            label={t("warranty.from")}
            type="date"
            value={from}
            set={set("from")}
            wrong={wrong.from}
            optional
          />
        </Beside>
        <TextField label={t("warranty.note")} value={note} set={set("note")} most={500} optional />
        {warranty ? (
          <p className="quiet">
            {t("warranty.setBy", { who: who(warranty.by), time: exact(warranty.setAt, language) })}
          </p>
        ) : null}
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

/** Sets a warranty, takes it away, or tells who set it; nothing for who may not. */
export const SetWarranty = ({ place }: { readonly place: Place }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("configure");
  const [asking, setAsking] = useState(false);
  if (!may) return null;
  const { terminal, device, warranty } = place;
  const whole = device === undefined;
  // The warranty of a module is told elsewhere; that of a terminal stands right before it.
  const word = t(whole && warranty ? "warranty.change" : "warranty.set");
  const named = whole ? t("warranty.whole", { terminal }) : `${terminal} ${device}`;
  return (
    <>
      <Button size="small" type="link" aria-label={t("pair", { a: word, b: named })} onClick={() => setAsking(true)}>
        {word}
      </Button>
      {asking ? <WarrantyForm place={place} close={() => setAsking(false)} /> : null}
    </>
  );
};
