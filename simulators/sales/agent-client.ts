import { request } from "node:http";
import { AppError, type Clock } from "../../contract/index.ts";

export interface AgentAddress {
  readonly socketPath: string;
}

const timeoutMs = 3_000;
/** Nothing of the agent's answer is needed beyond its status; more than this is not read. */
const maxAnswerBytes = 64 * 1024;

/** Posts one JSON body to the agent's local API; resolves with the HTTP status. Throws `AppError("agent")`: no agent, no answer in time. */
export const postToAgent = (agent: AgentAddress, path: string, body: unknown, clock: Clock): Promise<number> =>
  new Promise((resolve, reject) => {
    const json = Buffer.from(JSON.stringify(body));
    const fail = (why: string, cause?: unknown) => {
      late.cancel();
      outgoing.destroy();
      reject(new AppError("agent", `${path}: ${why}`, { path }, { cause }));
    };
    const outgoing = request(
      {
        socketPath: agent.socketPath,
        path,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": json.length },
      },
      (answer) => {
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > maxAnswerBytes) fail("the answer is too long");
        });
        answer.on("error", (error) => fail(error.message, error));
        answer.on("end", () => {
          late.cancel();
          resolve(answer.statusCode ?? 0);
        });
      },
    );
    const late = clock.after(timeoutMs, () => fail(`no answer within ${timeoutMs} ms`));
    outgoing.on("error", (error) => fail(error.message, error));
    outgoing.end(json);
  });
