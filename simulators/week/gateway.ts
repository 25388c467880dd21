import { createServer } from "node:http";

/** A text message that the broker sent. */
export interface Text {
  readonly to: string;
  readonly text: string;
  readonly id: string;
}

/** A gateway for text messages as companies have them: takes a JSON body, answers yes. */
export interface Gateway {
  readonly url: string;
  readonly texts: readonly Text[];
  close(): Promise<void>;
}

const mostBytes = 65_536;

export const openGateway = (): Promise<Gateway> =>
  new Promise((resolve, reject) => {
    const texts: Text[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => {
        body = (body + part).slice(0, mostBytes);
      });
      request.on("end", () => {
        texts.push(JSON.parse(body) as Text);
        response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
      });
    });
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      const close = () => {
        server.closeAllConnections();
        return new Promise<void>((done) => server.close(() => done()));
      };
      resolve({ url: `http://127.0.0.1:${port}`, texts, close });
    });
  });
