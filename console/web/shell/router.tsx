import type { ReactNode } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { pages } from "./pages.ts";
import { Shell } from "./shell.tsx";

/** Every page that was found, inside the frame. */
export const Pages = (): ReactNode => (
  <BrowserRouter>
    <Routes>
      <Route element={<Shell />}>
        {pages.map(({ path, Page }) => (
          <Route key={path} {...(path === "" ? { index: true } : { path })} element={<Page />} />
        ))}
        <Route path="*" element={<Navigate to="/" replace />} />
      </Route>
    </Routes>
  </BrowserRouter>
);
