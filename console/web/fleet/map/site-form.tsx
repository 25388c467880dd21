import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Site, SiteView } from "../../../../contract/index.ts";
import { useApi } from "../../client-context.ts";
import { Dialog } from "../../look/dialog.tsx";
import { Beside, TextField } from "../../look/fields.tsx";
import { keys } from "../../queries.ts";
import { Failure } from "../../shell/failure.tsx";

interface Draft {
  readonly latitude: string;
  readonly longitude: string;
  readonly address: string;
}

/** Both coordinates at once, as other maps give them: `22.54310, 114.05790`. */
const pair = /^\s*(-?\d+(?:\.\d+)?)°?\s*[,，;\s]\s*(-?\d+(?:\.\d+)?)°?\s*$/;

/** A number of degrees, nothing for an empty field; not a number for anything else. */
const degrees = (text: string, most: number): number | undefined => {
  if (text.trim() === "") return undefined;
  const value = Number(text.trim().replace(",", "."));
  return Math.abs(value) <= most ? value : Number.NaN;
};

const siteOf = (name: string, draft: Draft): Site | undefined => {
  const [latitude, longitude] = [degrees(draft.latitude, 90), degrees(draft.longitude, 180)];
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return undefined;
  if ((latitude === undefined) !== (longitude === undefined)) return undefined;
  const address = draft.address.trim();
  return {
    name,
    ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
    ...(address === "" ? {} : { address }),
  };
};

interface SiteFormProps {
  readonly name: string;
  readonly site: SiteView | undefined;
  readonly close: () => void;
}

/** Where a site lies. */
export const SiteForm = ({ name, site, close }: SiteFormProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({
    latitude: site?.latitude?.toString() ?? "",
    longitude: site?.longitude?.toString() ?? "",
    address: site?.address ?? "",
  });
  const set = (more: Partial<Draft>): void => setDraft({ ...draft, ...more });
  const setPlace = (text: string, one: Partial<Draft>): void => {
    const [, latitude, longitude] = pair.exec(text) ?? [];
    set(latitude === undefined || longitude === undefined ? one : { latitude, longitude });
  };
  const wish = siteOf(name, draft);
  const save = useMutation({
    mutationFn: (wanted: Site) => api.setSite(wanted),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.sites });
      close();
    },
  });
  return (
    <Dialog
      title={t("fleetMap.placeOf", { site: name })}
      go={t("fleetMap.save")}
      can={wish !== undefined}
      busy={save.isPending}
      onGo={() => {
        if (wish) save.mutate(wish);
      }}
      onClose={close}
    >
      <div className="fields">
        <Beside>
          <TextField
            label={t("fleetMap.latitude")}
            value={draft.latitude}
            set={(latitude) => setPlace(latitude, { latitude })}
            most={40}
            autoFocus
          />
          <TextField
            label={t("fleetMap.longitude")}
            value={draft.longitude}
            set={(longitude) => setPlace(longitude, { longitude })}
            most={40}
          />
        </Beside>
        <span className="quiet">{t("fleetMap.placeHint")}</span>
        <TextField
          label={t("fleetMap.address")}
          optional
          rows={2}
          most={300}
          value={draft.address}
          set={(address) => set({ address })}
        />
        {save.error ? <Failure error={save.error} /> : null}
      </div>
    </Dialog>
  );
};
