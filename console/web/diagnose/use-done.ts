import { useQuery } from "@tanstack/react-query";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";

/** Of a terminal; those of one device are among them. */
const mostDiagnoses = 50;
const mostCommands = 200;

/** What was and is being done to the devices of a terminal. */
export const useDone = (terminal: string) => {
  const api = useApi();
  const diagnoses = useQuery({
    queryKey: keys.diagnoses(terminal),
    queryFn: () => api.diagnoses({ terminal, limit: mostDiagnoses }),
  });
  const commands = useQuery({
    queryKey: keys.commands(terminal),
    queryFn: () => api.commands({ terminal, limit: mostCommands }),
  });
  return { diagnoses, commands };
};
