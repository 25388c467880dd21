import type { CommandView, DiagnosisView, RouteBody, RouteResponse, TicketView } from "../../contract/index.ts";
import type { Forecast } from "../wear/wear.ts";

/**
 * What a person may ask of the broker. Each writes its own audit entry with `by` (`user:<name>`) in the transaction of the change, and throws
 * `AppError` with one of the codes of `errors.ts` (`notFound`, `invalid`, `conflict`, `refused`).
 */
export interface Actions {
  /** Throws `conflict` if the id is enrolled already. The password is shown once and stored hashed. */
  enrol(request: RouteBody<"enrol">, by: string): Promise<RouteResponse<"enrol">>;
  /** Throws `notFound`, `conflict` for a terminal that would have too many tags, `invalid` if no tag is named. */
  tag(request: RouteBody<"tagTerminals">, by: string): Promise<RouteResponse<"tagTerminals">>;
  /** 0 minutes ends it. Throws `notFound`. */
  setMaintenance(terminal: string, request: RouteBody<"maintenance">, by: string): Promise<void>;
  /** Throws `notFound` for a terminal, device or command nobody announced, `invalid` for wrong arguments. */
  runCommand(terminal: string, device: string, request: RouteBody<"runCommand">, by: string): Promise<CommandView>;
  /** A second person decides on what could move money. Throws `notFound`, `forbidden` for the one who asked, `conflict` if it does not wait any more. */
  approveCommand(terminal: string, id: string, request: RouteBody<"approveCommand">, by: string): Promise<CommandView>;
  /** Throws `notFound`, or `conflict` if one is running on this device. */
  diagnose(terminal: string, device: string, request: RouteBody<"diagnose">, by: string): Promise<DiagnosisView>;
  /** A person put in a new part: its use begins anew. Throws `notFound` for a part whose use is not known. */
  renewPart(
    request: { terminal: string; device: string; part: string } & RouteBody<"renewPart">,
    by: string,
  ): Promise<Forecast>;
  /** Throws `notFound`, or `conflict` if the ticket's state does not allow it. */
  ticketAction(number: number, request: RouteBody<"ticketAction">, by: string): Promise<TicketView>;
  /** Somebody called. Throws `notFound`, or `invalid` for a device the terminal does not have. */
  openTicket(request: RouteBody<"openTicket">, by: string): Promise<TicketView>;
}
