import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";

import { AppError } from "../../contract/plain.ts";
import { makeClients } from "./api.ts";
import { ApiContext } from "./client-context.ts";
import { Look } from "./look/look.tsx";
import { makePhone } from "./offline/phone.ts";
import { PhoneContext } from "./offline/phone-context.tsx";
import { preferences } from "./preferences.ts";
import { makeQueryClient } from "./queries.ts";
import { Pages } from "./shell/router.tsx";
import { startWords } from "./words.ts";
import "./look/look.css";

const root = document.getElementById("root");
if (!root) throw new AppError("page", "the page has no root");

const clientOf = makeClients();
const client = clientOf();
const phone = makePhone(clientOf);
const queries = makeQueryClient();
await startWords(preferences().language);
createRoot(root).render(
  <ApiContext value={client}>
    <PhoneContext value={phone}>
      <QueryClientProvider client={queries}>
        <Look>
          <Pages />
        </Look>
      </QueryClientProvider>
    </PhoneContext>
  </ApiContext>,
);
