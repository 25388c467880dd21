import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  blotted,
  type EvidenceBundle,
  type EvidencePart,
  evidencePartBytes,
  maxEvidenceBytes,
  maxEvidenceJsonBytes,
} from "../../contract/index.ts";

const compress = promisify(gzip);
/** After so many halvings next to nothing is left: what still is too long then is a mistake of ours. */
const maxHalvings = 10;

const newest = <T>(entries: readonly T[], share: number): T[] =>
  share === 1 ? [...entries] : entries.slice(entries.length - Math.floor(entries.length * share));

/** The same with only the newest share of everything that lasts; what is left out is counted. */
export const thinned = (bundle: EvidenceBundle, share: number): EvidenceBundle => {
  const devices = bundle.devices.map((device) => ({ ...device, exchanges: newest(device.exchanges, share) }));
  const changes = newest(bundle.changes, share);
  const events = newest(bundle.events, share);
  const log = newest(bundle.log, share);
  const exchangesIn = (all: EvidenceBundle["devices"]): number => all.reduce((n, d) => n + d.exchanges.length, 0);
  const { leftOut } = bundle;
  return {
    ...bundle,
    devices,
    changes,
    events,
    log,
    leftOut: {
      exchanges: leftOut.exchanges + exchangesIn(bundle.devices) - exchangesIn(devices),
      changes: leftOut.changes + bundle.changes.length - changes.length,
      events: leftOut.events + bundle.events.length - events.length,
      log: leftOut.log + bundle.log.length - log.length,
    },
  };
};

export interface Packed {
  readonly bundle: EvidenceBundle;
  readonly bytes: Buffer;
}

/** Without card data, compressed, and so small that it may be sent: the oldest is given up until it is. */
export const pack = async (whole: EvidenceBundle, most = maxEvidenceBytes): Promise<Packed> => {
  for (let halvings = 0; ; halvings++) {
    const bundle = thinned(whole, 2 ** -halvings);
    const json = Buffer.from(JSON.stringify(blotted(bundle)));
    const last = halvings === maxHalvings;
    if (json.length > maxEvidenceJsonBytes && !last) continue;
    const bytes = await compress(json, { level: 9 });
    if (bytes.length <= most || last) return { bundle, bytes };
  }
};

/** The parts of a packed bundle, in order. */
export const partsOf = (id: string, bytes: Buffer): EvidencePart[] => {
  const of = Math.ceil(bytes.length / evidencePartBytes);
  const sha256 = createHash("sha256").update(bytes).digest("base64");
  return Array.from({ length: of }, (_, i) => ({
    bundle: id,
    part: i + 1,
    of,
    bytes: bytes.length,
    sha256,
    data: bytes.subarray(i * evidencePartBytes, (i + 1) * evidencePartBytes).toString("base64"),
  }));
};
