import { Button } from "antd";
import { type ChangeEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockPlace, VisitView } from "../../../contract/index.ts";
import { AppError, asRead, systemClock, type VisitAction, visitRules } from "../../../contract/plain.ts";
import type { Work } from "../offline/entry.ts";
import { usePhone } from "../offline/phone-context.tsx";
import { Failure } from "../shell/failure.tsx";
import { localText } from "../visits/when.tsx";
import { LeaveForm, SignForm, TextForm } from "./forms.tsx";
import { SwapForm } from "./swap-form.tsx";

/** In the order in which work goes; the usual next one stands out. What the desk does (moving, calling off) is not done here. */
const offers: readonly { readonly action: VisitAction; readonly usual?: readonly VisitView["state"][] }[] = [
  { action: "leaveFor", usual: ["planned"] },
  { action: "arrive", usual: ["onTheWay"] },
  { action: "swap" },
  { action: "test" },
  { action: "clean" },
  { action: "note" },
  { action: "depart", usual: ["onSite"] },
  { action: "sign", usual: ["left"] },
];

/** The site signs at the end: what it thinks of the work is asked with it. */
const isOffered = ({ state }: VisitView, action: VisitAction): boolean =>
  visitRules[action].from.includes(state) && !(action === "sign" && state === "onSite");

/** As the broker takes it. */
const mostPhotoBytes = 10 * 1024 ** 2;
const ends: Readonly<Record<string, string>> = { "image/jpeg": "jpg", "image/png": "png" };

const Photo = ({ add }: { readonly add: (work: Work, photo: Blob) => Promise<void> }): ReactNode => {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>();
  const take = (file: File): Promise<void> => {
    const end = ends[file.type];
    if (end === undefined || file.size > mostPhotoBytes) throw new AppError("invalid", asRead(t("phone.photoRefused")));
    const name = `photo-${localText(systemClock.now()).replaceAll(":", "")}.${end}`;
    return add({ kind: "photo", name }, file);
  };
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const file = target.files?.[0];
    setError(undefined);
    if (file) Promise.resolve(file).then(take).catch(setError);
    target.value = "";
  };
  return (
    <>
      <label className="take-photo">
        {t("phone.do.photo")}
        <input
          className="only-read"
          type="file"
          accept="image/jpeg,image/png"
          capture="environment"
          onChange={chosen}
        />
      </label>
      {error ? <Failure error={error} /> : null}
    </>
  );
};

interface StepsProps {
  readonly visit: VisitView;
  readonly places: readonly StockPlace[];
}

/** What can be said of the visit now. Everything is written down on this phone first, and sent from there. */
export const Steps = ({ visit, places }: StepsProps): ReactNode => {
  const { t } = useTranslation();
  const { outbox } = usePhone();
  const [open, setOpen] = useState<VisitAction>();
  const [error, setError] = useState<unknown>();
  const of = { number: visit.number, place: visit.terminalName };
  const add = async (...work: Work[]): Promise<void> => {
    for (const one of work) await outbox.add(of, one);
  };
  const start = (action: VisitAction): void => {
    setError(undefined);
    if (action === "leaveFor" || action === "arrive") add({ kind: "act", body: { action } }).catch(setError);
    else setOpen(action);
  };
  const close = (): void => setOpen(undefined);
  const form = { visit, close, add };
  const works = visit.state === "onSite" || visit.state === "left";
  return (
    <section aria-label={t("ticketAct.title")}>
      <div className="steps">
        {offers
          .filter(({ action }) => isOffered(visit, action))
          .map(({ action, usual = [] }) => {
            const next = usual.includes(visit.state);
            return (
              <Button
                key={action}
                className={next ? "usual" : ""}
                type={next ? "primary" : "default"}
                onClick={() => start(action)}
              >
                {t(`phone.do.${action}`)}
              </Button>
            );
          })}
        {works ? <Photo add={(work, photo) => outbox.add(of, work, photo)} /> : null}
      </div>
      {error ? <Failure error={error} /> : null}
      {open === "swap" ? (
        <SwapForm visit={visit} places={places} close={close} done={(body) => add({ kind: "act", body })} />
      ) : null}
      {open === "test" || open === "clean" || open === "note" ? <TextForm {...form} action={open} /> : null}
      {open === "depart" ? <LeaveForm {...form} /> : null}
      {open === "sign" ? <SignForm {...form} /> : null}
    </section>
  );
};
