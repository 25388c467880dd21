import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  AppError,
  checker,
  EvidenceBundle,
  type EvidencePart,
  maxEvidenceJsonBytes,
  messageOf,
} from "../../contract/index.ts";

const unpack = promisify(gunzip);
const bundles = checker(EvidenceBundle);

const damaged = (why: string, cause?: unknown): AppError => new AppError("damaged", why, {}, { cause });

const wholeOf = (parts: readonly EvidencePart[]): Buffer => {
  const [first] = parts;
  const inOrder = parts.every((p, i) => p.part === i + 1 && p.of === parts.length && p.sha256 === first?.sha256);
  if (!first || !inOrder) throw damaged("the parts are not those of one bundle");
  const whole = Buffer.concat(parts.map(({ data }) => Buffer.from(data, "base64")));
  if (whole.length !== first.bytes) throw damaged(`${whole.length} bytes instead of ${first.bytes}`);
  if (createHash("sha256").update(whole).digest("base64") !== first.sha256) throw damaged("the hash does not fit");
  return whole;
};

/**
 * The bundle that these parts are, in order. Bytes from a terminal are hostile: length and hash are checked, what they unfold to is bounded, and it must fit
 * the schema and name the terminal it came from. Throws `AppError("damaged")` with the reason.
 */
export const assemble = async (parts: readonly EvidencePart[], terminal: string): Promise<EvidenceBundle> => {
  const whole = wholeOf(parts);
  let value: unknown;
  try {
    value = JSON.parse((await unpack(whole, { maxOutputLength: maxEvidenceJsonBytes })).toString("utf8"));
  } catch (error) {
    throw damaged(`it cannot be unpacked: ${messageOf(error)}`, error);
  }
  if (!bundles.is(value)) {
    const [first] = bundles.issues(value);
    throw damaged(`it is no bundle: ${first?.path} ${first?.message}`);
  }
  if (value.terminal !== terminal) throw damaged(`it is of ${value.terminal}, and came from ${terminal}`);
  return value;
};
