import { type ReactNode, useDeferredValue } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation } from "react-router";
import { AppError, permissionTitles } from "../../../contract/plain.ts";
import { useSession } from "../session/session.ts";
import { Failure } from "./failure.tsx";
import type { PageSpec } from "./page-spec.ts";
import { pages } from "./pages.ts";
import { Bare, Shell } from "./shell.tsx";

const fleetWide = {
  en: "this looks at the whole fleet, and you may see only a part of it",
  "zh-CN": "此项涉及全部终端，而您只能查看其中一部分",
};
type Guard = Pick<PageSpec, "needs" | "whole"> & { readonly children: ReactNode };

/** Whoever knows the address of a page that is not for them is told so. */
const Allowed = ({ needs, whole, children }: Guard): ReactNode => {
  const { permissions, scope } = useSession();
  const may = permissions.includes(needs);
  if (may && !(whole && scope)) return children;
  return (
    <div className="page">
      <Failure error={new AppError("forbidden", may ? fleetWide : permissionTitles[needs])} />
    </div>
  );
};

const routes = (bare: boolean): ReactNode =>
  pages
    .filter((page) => (page.bare ?? false) === bare)
    .map(({ path, needs, whole, Page }) => (
      <Route
        key={path}
        {...(path === "" ? { index: true } : { path })}
        element={
          <Allowed needs={needs} {...(whole ? { whole } : {})}>
            <Page />
          </Allowed>
        }
      />
    ));

/** The page that was left stays until the next one is loaded. What changes in the address of one page is seen at once. */
const Current = (): ReactNode => {
  const location = useLocation();
  const ready = useDeferredValue(location);
  return (
    <Routes location={ready.pathname === location.pathname ? location : ready}>
      <Route element={<Bare />}>{routes(true)}</Route>
      <Route element={<Shell />}>
        {routes(false)}
        <Route path="*" element={<Navigate to="/" replace />} />
      </Route>
    </Routes>
  );
};

/**
 * Every page that was found, inside the frame or filling the screen. Addresses do not change in transitions, as the router would have it: a field whose
 * words stand in the address is given its old words back until the transition ends, and every key that comes before is lost.
 */
export const Pages = (): ReactNode => (
  <BrowserRouter useTransitions={false}>
    <Current />
  </BrowserRouter>
);
