import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockPlace, VisitView } from "../../../contract/index.ts";
import { Dialog } from "../look/dialog.tsx";
import type { Said } from "../offline/entry.ts";
import { Failure } from "../shell/failure.tsx";
import { Choice, DeviceField, PartField, TextField } from "./fields.tsx";
import { useDone } from "./use-done.ts";

interface SwapFormProps {
  readonly visit: VisitView;
  readonly places: readonly StockPlace[];
  /** What was said before and is to be mended. */
  readonly before?: Said;
  readonly close: () => void;
  readonly done: (body: Said) => Promise<void>;
}

const names = ["oldSerial", "newSerial", "stock", "returnTo"] as const;
type Draft = Readonly<Record<"device" | "item" | (typeof names)[number], string>>;

const draftOf = (visit: VisitView, before: Said | undefined): Draft => {
  const {
    device = "",
    item = "",
    oldSerial = "",
    newSerial = "",
    stock = visit.van ?? "",
    returnTo = "",
  } = before ?? {};
  return { device, item, oldSerial, newSerial, stock, returnTo };
};

const bodyOf = (draft: Draft): Said => {
  const given = names.flatMap((name) => (draft[name].trim() === "" ? [] : [[name, draft[name].trim()] as const]));
  return { action: "swap", device: draft.device, item: draft.item, ...Object.fromEntries(given) };
};

/** Which part came out and which went in; and, where a stock is kept, from where and to where. */
export const SwapForm = ({ visit, places, before, close, done }: SwapFormProps): ReactNode => {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(visit, before));
  const { busy, error, run } = useDone(close);
  const set = (name: keyof Draft) => (value: string) => setDraft({ ...draft, [name]: value });
  const setDevice = (device: string): void => {
    const serial = visit.order.modules.find((one) => one.device === device)?.serial ?? "";
    const ofDevice = visit.order.parts.find((part) => part.device === device)?.item;
    setDraft({ ...draft, device, oldSerial: serial, item: draft.item === "" ? (ofDevice ?? "") : draft.item });
  };
  const options = places.map(({ id, name }) => [id, name === undefined ? id : `${id} · ${name}`] as const);
  return (
    <Dialog
      title={t("phone.do.swap")}
      go={t("phone.note")}
      can={draft.device !== "" && draft.item !== ""}
      busy={busy}
      onGo={() => run(() => done(bodyOf(draft)))}
      onClose={close}
    >
      <div className="fields">
        <DeviceField visit={visit} value={draft.device} set={setDevice} />
        <PartField visit={visit} value={draft.item} set={set("item")} />
        <TextField label={t("phone.oldSerial")} value={draft.oldSerial} set={set("oldSerial")} optional />
        <TextField label={t("phone.newSerial")} value={draft.newSerial} set={set("newSerial")} optional />
        {options.length > 0 ? (
          <>
            <Choice label={t("phone.stock")} value={draft.stock} set={set("stock")} options={options} />
            <Choice
              label={t("phone.returnTo")}
              value={draft.returnTo}
              set={set("returnTo")}
              options={options}
              optional
            />
          </>
        ) : null}
        {error ? <Failure error={error} /> : null}
      </div>
    </Dialog>
  );
};
