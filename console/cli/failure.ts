import { AppError, exitCodes, type Language, messageOf, sentenceOf } from "../../contract/plain.ts";
import type { Words } from "../i18n/words.ts";

/** Exit code of a thrown error, by its code. Everything else is a failure: 1. */
const exitOfCode: Readonly<Record<string, number>> = {
  unavailable: exitCodes.unavailable,
  store: exitCodes.unavailable,
  downlink: exitCodes.unavailable,
  badAnswer: exitCodes.unavailable,
  unauthorised: exitCodes.refused,
  forbidden: exitCodes.refused,
  refused: exitCodes.refused,
  tooManyAttempts: exitCodes.refused,
  conflict: exitCodes.refused,
  notFound: exitCodes.usage,
  unknownTerminal: exitCodes.usage,
  unknownDevice: exitCodes.usage,
  unknownCommand: exitCodes.usage,
  unknownTicket: exitCodes.usage,
  unknownScenario: exitCodes.usage,
  unknownFault: exitCodes.usage,
  unknownAction: exitCodes.usage,
  badArgs: exitCodes.usage,
  invalid: exitCodes.usage,
  usage: exitCodes.usage,
  config: exitCodes.config,
};

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exit: number;
  readonly issues?: unknown;
}

const sentence = (error: AppError, language: Language, t: Words): string => {
  const { code, context } = error;
  const message = sentenceOf(error, language);
  if (code === "unavailable" && context.local) return t("error.unavailableLocal", context);
  if (code === "unauthorised") return t("error.unauthorised", { message });
  return message;
};

/** What to say of anything that was thrown, and the exit code it means. */
export const failureOf = (error: unknown, language: Language, t: Words): Failure => {
  if (!(error instanceof AppError))
    return { code: "internal", message: t("error.unexpected", { message: messageOf(error) }), exit: exitCodes.faulty };
  return {
    code: error.code,
    message: sentence(error, language, t),
    exit: exitOfCode[error.code] ?? exitCodes.faulty,
    ...(error.context.issues === undefined ? {} : { issues: error.context.issues }),
  };
};
