import type { FastifyReply, FastifyRequest } from "fastify";

export interface Cookies {
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, id: string): void;
  clear(reply: FastifyReply): void;
}

/**
 * The cookie that holds a session's secret id. Over TLS its name begins with `__Host-`: a browser then takes it from this very host only, and only
 * over TLS. On a loopback address there is no TLS; there its name holds the port, as cookies of two brokers on one machine would be one otherwise.
 */
export const makeCookies = (secure: boolean): Cookies => {
  const name = (request: FastifyRequest): string =>
    secure ? "__Host-roundsman" : `roundsman-${request.socket.localPort ?? 0}`;
  const options = { path: "/", httpOnly: true, sameSite: "strict", secure } as const;
  return {
    read: (request) => request.cookies[name(request)],
    set: (reply, id) => void reply.setCookie(name(reply.request), id, options),
    clear: (reply) => void reply.clearCookie(name(reply.request), options),
  };
};
