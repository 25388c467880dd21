import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockView } from "../../../contract/index.ts";
import { type StockMoveKind, stockMoveKinds } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, ChoiceField, TextField } from "../look/fields.tsx";
import { useSaved } from "../look/use-saved.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import {
  lenders,
  serialChoices,
  toChoices,
  useFromChoices,
  usePartChoices,
  useTicketChoices,
  useUsedOn,
} from "./choices.ts";
import { asks, bodyOf, type Draft, emptyDraft, isWhole, mustNameSerial, type Source, sourceOf } from "./draft.ts";
import type { UsedOn } from "./joins.ts";
import { useStock } from "./use-spares.ts";

interface PartProps {
  readonly draft: Draft;
  readonly set: (more: Partial<Draft>) => void;
  readonly wrong: Readonly<Record<string, string>>;
  readonly view: StockView | undefined;
  readonly used: readonly UsedOn[];
}

/** To which ticket or terminal it goes, or from which it comes back. */
const Outside = ({ draft, set, wrong, view, used }: PartProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { kind, item, ticket, terminal } = draft;
  const tickets = useTicketChoices(draft, used);
  const { data: terminals = [] } = useQuery({
    queryKey: keys.terminals,
    queryFn: () => api.terminals(),
    enabled: kind === "loanOut",
  });
  if (asks(kind, "ticket"))
    return (
      <ChoiceField
        label={t("spares.ticket")}
        none={t(tickets.length === 0 ? `spares.noTicket.${kind}` : "spares.choose")}
        value={ticket}
        set={(value) => set({ ticket: value, serial: "" })}
        choices={tickets}
        wrong={wrong.ticket}
      />
    );
  if (kind === "loanBack")
    return (
      <ChoiceField
        label={t("spares.terminal")}
        none={t("spares.choose")}
        value={terminal}
        set={(value) => set({ terminal: value, serial: "" })}
        choices={lenders(view, item)}
        wrong={wrong.terminal}
      />
    );
  if (kind !== "loanOut") return null;
  return (
    <Beside>
      <TextField
        label={t("spares.terminal")}
        value={terminal}
        set={(value) => set({ terminal: value })}
        known={terminals.map(({ id }) => id)}
        most={64}
        wrong={wrong.terminal}
      />
      <TextField
        label={t("spares.dueBack")}
        optional
        type="date"
        value={draft.dueBack}
        set={(dueBack) => set({ dueBack })}
        wrong={wrong.dueBack}
      />
    </Beside>
  );
};

const Places = ({ draft, set, wrong, view }: PartProps): ReactNode => {
  const { t } = useTranslation();
  const { kind, item, from, to } = draft;
  const sources = useFromChoices(view, item);
  return (
    <Beside>
      {asks(kind, "from") ? (
        <ChoiceField
          label={t("spares.from")}
          none={t(item !== "" && sources.length === 0 ? "spares.nowhere" : "spares.choose")}
          value={from}
          set={(value) => set({ from: value, serial: "" })}
          choices={sources}
          wrong={wrong.from}
        />
      ) : null}
      {asks(kind, "to") ? (
        <ChoiceField
          label={t("spares.to")}
          none={t("spares.choose")}
          value={to}
          set={(value) => set({ to: value })}
          choices={toChoices(view, from)}
          wrong={wrong.to}
        />
      ) : null}
    </Beside>
  );
};

/** How many; or which one, where a unit has a serial number. */
const Units = ({
  draft,
  set,
  wrong,
  source,
}: Omit<PartProps, "view" | "used"> & { readonly source: Source | undefined }) => {
  const { t } = useTranslation();
  const { kind, quantity, serial } = draft;
  const serials = serialChoices(source);
  const setSerial = (value: string): void => set({ serial: value, ...(value === "" ? {} : { quantity: "1" }) });
  return (
    <Beside>
      <TextField
        label={t("spares.quantity")}
        type="number"
        value={quantity}
        set={(value) => set({ quantity: value })}
        disabled={serial !== "" && kind !== "receive"}
        wrong={wrong.quantity}
        {...(source ? { hint: t("spares.atMost", { count: source.quantity }) } : {})}
      />
      {kind === "receive" ? (
        <TextField
          label={t("spares.serial")}
          optional
          value={serial}
          set={setSerial}
          most={80}
          wrong={wrong.serial}
          hint={t("spares.serialHint")}
        />
      ) : serials.length > 0 ? (
        <ChoiceField
          label={t("spares.serial")}
          optional={!mustNameSerial(source)}
          none={t(mustNameSerial(source) ? "spares.choose" : "spares.withoutSerial")}
          value={serial}
          set={setSerial}
          choices={serials}
          wrong={wrong.serial}
        />
      ) : null}
    </Beside>
  );
};

/** Books a move. The key is the form's own: sent again after an answer that was lost, it is booked once. */
export const MoveForm = ({
  preset,
  close,
}: {
  readonly preset: Partial<Draft>;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [draft, setDraft] = useState<Draft>({ ...emptyDraft, ...preset });
  const [key] = useState(() => crypto.randomUUID());
  const { data: view } = useStock();
  const used = useUsedOn(draft);
  const parts = usePartChoices(draft.item);
  const { save, wrong, failure } = useSaved({ send: () => api.moveStock(bodyOf(draft, key)), key: keys.stock, close });
  const set = (more: Partial<Draft>): void => {
    if (save.error) save.reset();
    setDraft({ ...draft, ...more });
  };
  const source = view && sourceOf(draft, view, used);
  const comesBack = draft.kind === "return" || draft.kind === "loanBack";
  const shared = { draft, set, wrong, view, used };
  return (
    <Dialog
      title={t(`spares.do.${draft.kind}`)}
      go={t(`spares.do.${draft.kind}`)}
      can={isWhole(draft, source)}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <ChoiceField
          label={t("spares.what")}
          value={draft.kind}
          set={(kind) => set({ kind: kind as StockMoveKind, serial: "", from: "" })}
          choices={stockMoveKinds.map((kind) => ({ value: kind, label: t(`spares.doLong.${kind}`) }))}
        />
        <ChoiceField
          label={t("spares.part")}
          none={t("spares.choose")}
          value={draft.item}
          set={(item) => set({ item, serial: "", from: "" })}
          choices={parts}
          wrong={wrong.item}
        />
        {comesBack ? <Outside {...shared} /> : null}
        <Places {...shared} />
        {comesBack ? null : <Outside {...shared} />}
        <Units {...shared} source={source} />
        <TextField
          label={t("spares.reason")}
          optional={draft.kind !== "writeOff"}
          value={draft.reason}
          set={(reason) => set({ reason })}
          most={500}
          wrong={wrong.reason}
        />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};
