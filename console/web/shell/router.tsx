import { lazy, type ReactNode, Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { Shell } from "./shell.tsx";

/** A page is loaded when it is first looked at. */
const Fleet = lazy(() => import("../fleet/fleet.tsx"));
const Terminal = lazy(() => import("../terminal/terminal.tsx"));
const Faults = lazy(() => import("../faults/faults.tsx"));

export const Pages = (): ReactNode => (
  <BrowserRouter>
    <Suspense fallback={<div className="loading" aria-busy="true" />}>
      <Routes>
        <Route element={<Shell />}>
          <Route index element={<Fleet />} />
          <Route path="terminals/:terminal" element={<Terminal />} />
          <Route path="faults/:fault?" element={<Faults />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Route>
      </Routes>
    </Suspense>
  </BrowserRouter>
);
