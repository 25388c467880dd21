import { Button, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ComplaintView } from "../../../contract/index.ts";
import { complaintActionRules, complaintVerdicts } from "../../../contract/plain.ts";
import { CommentForm } from "../look/comment-form.tsx";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { PersonField } from "../look/person-field.tsx";
import { useMay, useWhole } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { type Body, useAct } from "./use-act.ts";

/** Letters of an answer or a comment. */
const mostLetters = 4000;

/** The way of a complaint: the first that its state allows is what is done next. */
const steps = ["acknowledge", "answer", "close", "reopen"] as const;
type Step = (typeof steps)[number];

interface Closing {
  readonly verdict?: NonNullable<Body["verdict"]>;
  readonly about: string;
}

/** Whether they were right, and whose work it was about. */
const VerdictFields = ({
  closing,
  set,
}: {
  readonly closing: Closing;
  readonly set: (closing: Closing) => void;
}): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      <fieldset className="field">
        <legend>{t("complaintDesk.verdict")}</legend>
        <Radio.Group
          options={complaintVerdicts.map((value) => ({ value, label: t(`complaint.${value}`) }))}
          value={closing.verdict}
          onChange={({ target }) => set({ ...closing, verdict: target.value as NonNullable<Body["verdict"]> })}
        />
      </fieldset>
      <PersonField
        label={t("complaintDesk.person")}
        optional
        value={closing.about}
        set={(about) => set({ ...closing, about })}
      />
    </>
  );
};

const StepForm = ({
  complaint,
  step,
  close,
}: {
  readonly complaint: ComplaintView;
  readonly step: Exclude<Step, "acknowledge">;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [closing, setClosing] = useState<Closing>({ about: "" });
  const act = useAct(complaint, close);
  const needsText = complaintActionRules[step].needs.includes("text");
  const { verdict, about } = closing;
  const go = (): void => {
    const said = text.trim() === "" ? {} : { text: text.trim() };
    act.mutate({ action: step, ...said, ...(verdict ? { verdict } : {}), ...(about === "" ? {} : { about }) });
  };
  return (
    <Dialog
      title={t(`complaintDesk.do.${step}`)}
      go={t(`complaintDesk.do.${step}`)}
      can={step === "close" ? verdict !== undefined : text.trim() !== ""}
      busy={act.isPending}
      onGo={go}
      onClose={close}
    >
      <div className="fields">
        {step === "close" ? <VerdictFields closing={closing} set={setClosing} /> : null}
        <TextField
          label={t(`complaintDesk.say.${step}`)}
          optional={!needsText}
          rows={4}
          most={mostLetters}
          value={text}
          set={setText}
          {...(step === "answer" ? { hint: t("complaintDesk.answerHint") } : {})}
        />
        {act.error ? <Failure error={act.error} /> : null}
      </div>
    </Dialog>
  );
};

const noop = (): void => undefined;

/** What the one who looks may do with this complaint now. It is no matter of a part of the fleet. */
export const Actions = ({ complaint }: { readonly complaint: ComplaintView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("dispatch");
  const whole = useWhole();
  const [open, setOpen] = useState<Exclude<Step, "acknowledge">>();
  const act = useAct(complaint, noop);
  const comment = useAct(complaint, noop);
  if (!may || !whole) return null;
  const possible = steps.filter((step) => complaintActionRules[step].from.includes(complaint.state));
  return (
    <section aria-label={t("ticketAct.title")}>
      <div className="actions">
        {possible.map((step, n) => (
          <Button
            key={step}
            type={n === 0 && step !== "reopen" ? "primary" : "default"}
            loading={step === "acknowledge" && act.isPending}
            onClick={() => (step === "acknowledge" ? act.mutate({ action: step }) : setOpen(step))}
          >
            {t(`complaintDesk.do.${step}`)}
          </Button>
        ))}
      </div>
      {act.error ? <Failure error={act.error} /> : null}
      <CommentForm most={mostLetters} send={(text) => comment.mutateAsync({ action: "comment", text })} />
      {open ? <StepForm key={open} complaint={complaint} step={open} close={() => setOpen(undefined)} /> : null}
    </section>
  );
};
