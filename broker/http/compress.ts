import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";

/** Below this it travels in a few packets anyway. */
const smallest = 8 * 1024;
const compress = promisify(gzip);

/**
 * Long JSON answers travel compressed: the summaries of ten thousand terminals are some megabytes of the same words. At the quickest level, off the
 * event loop. A page of another site cannot ask with our cookie (`SameSite=Strict`), so lengths of answers tell nobody anything.
 */
export const compressAnswers = (app: FastifyInstance): void => {
  app.addHook("onSend", async (request, reply, payload) => {
    if (typeof payload !== "string" || payload.length < smallest || reply.hasHeader("content-encoding")) return payload;
    if (!/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))) return payload;
    const bytes = await compress(payload, { level: constants.Z_BEST_SPEED });
    void reply.headers({ "content-encoding": "gzip", vary: "accept-encoding", "content-length": bytes.length });
    return bytes;
  });
};
