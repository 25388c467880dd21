import type { ReactNode } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import type { Permission } from "../../../contract/index.ts";
import { AppError, permissionTitles } from "../../../contract/plain.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "./failure.tsx";
import { pages } from "./pages.ts";
import { Bare, Shell } from "./shell.tsx";

/** Whoever knows the address of a page that is not for them is told so. */
const Allowed = ({ needs, children }: { readonly needs: Permission; readonly children: ReactNode }): ReactNode => {
  if (useMay(needs)) return children;
  return (
    <div className="page">
      <Failure error={new AppError("forbidden", permissionTitles[needs])} />
    </div>
  );
};

const routes = (bare: boolean): ReactNode =>
  pages
    .filter((page) => (page.bare ?? false) === bare)
    .map(({ path, needs, Page }) => (
      <Route
        key={path}
        {...(path === "" ? { index: true } : { path })}
        element={
          <Allowed needs={needs}>
            <Page />
          </Allowed>
        }
      />
    ));

/** Every page that was found, inside the frame or filling the screen. */
export const Pages = (): ReactNode => (
  <BrowserRouter>
    <Routes>
      <Route element={<Bare />}>{routes(true)}</Route>
      <Route element={<Shell />}>
        {routes(false)}
        <Route path="*" element={<Navigate to="/" replace />} />
      </Route>
    </Routes>
  </BrowserRouter>
);
