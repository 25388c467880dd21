import type { ReactNode } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { pages } from "./pages.ts";
import { Bare, Shell } from "./shell.tsx";

const routes = (bare: boolean): ReactNode =>
  pages
    .filter((page) => (page.bare ?? false) === bare)
    .map(({ path, Page }) => <Route key={path} {...(path === "" ? { index: true } : { path })} element={<Page />} />);

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
