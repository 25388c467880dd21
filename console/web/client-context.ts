import { createContext, useContext } from "react";
import { AppError } from "../../contract/plain.ts";
import type { Client } from "../client/client.ts";

export const ApiContext = createContext<Client | undefined>(undefined);

export const useApi = (): Client => {
  const client = useContext(ApiContext);
  if (!client) throw new AppError("page", "there is no client above this part of the page");
  return client;
};
