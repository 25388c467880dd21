import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallView } from "../../../contract/index.ts";
import { Dialog } from "../look/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import type { useWish } from "./data.ts";
import { Moves } from "./moves.tsx";

interface WishProps {
  readonly title: string;
  /** Everything is given. */
  readonly can: boolean;
  readonly wish: ReturnType<typeof useWish>;
  readonly rotas: OnCallView["rotas"];
  readonly close: () => void;
  readonly children: ReactNode;
}

/** Asks for an override or a swap; its button shows what would change first, and saves what was shown then. */
export const WishDialog = ({ title, can, wish: { looked, act }, rotas, close, children }: WishProps): ReactNode => {
  const { t } = useTranslation();
  return (
    <Dialog
      title={title}
      go={t(looked ? "onCallDesk.save" : "onCallDesk.look")}
      can={can}
      busy={act.isPending}
      onGo={() => act.mutate()}
      onClose={close}
    >
      <div className="fields">
        {children}
        {act.error ? <Failure error={act.error} /> : null}
        {looked ? <Moves {...looked} rotas={rotas} /> : null}
      </div>
    </Dialog>
  );
};
