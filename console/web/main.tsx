import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";

import { AppError } from "../../contract/plain.ts";
import { makeClient } from "./api.ts";
import { ApiContext } from "./client-context.ts";
import { Look } from "./look/look.tsx";
import { preferences } from "./preferences.ts";
import { makeQueryClient } from "./queries.ts";
import { Pages } from "./shell/router.tsx";
import { startWords } from "./words.ts";
import "./look/look.css";

const root = document.getElementById("root");
if (!root) throw new AppError("page", "the page has no root");

const client = makeClient();
const queries = makeQueryClient();
await startWords(preferences().language);
createRoot(root).render(
  <ApiContext value={client}>
    <QueryClientProvider client={queries}>
      <Look>
        <Pages />
      </Look>
    </QueryClientProvider>
  </ApiContext>,
);
