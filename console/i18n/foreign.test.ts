import { describe, expect, it } from "vitest";
import { foreignBytes, foreignText } from "./foreign.ts";

const read = (...bytes: (string | number)[]) =>
  foreignBytes(
    Buffer.concat(bytes.map((one) => Buffer.from(typeof one === "string" ? one : [one]))).toString("base64"),
  );

describe("what strangers wrote", () => {
  it("shows every sign that is not seen, and leaves words of every language", () => {
    expect(foreignText("a\u202eb\u0000c\u001b[2J 站点\nd\u{e0041}")).toBe(
      "a\\u{202e}b\\u{0000}c\\u{001b}[2J 站点\nd\\u{e0041}",
    );
  });

  it("reads UTF-8, also cut within a character; all else in hex, sixteen a line", () => {
    expect(read('{"纸":1}', 0xe7, 0xba)).toEqual({ as: "text", text: '{"纸":1}', length: 11 });
    expect(read("0123456789abcdef", 0xff)).toEqual({
      as: "hex",
      text: "0000 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66\n0010 ff",
      length: 17,
    });
    expect(read()).toEqual({ as: "text", text: "", length: 0 });
    expect(foreignBytes(Buffer.alloc(5000, 0xff).toString("base64")).text.split("\n").at(-1)).toBe("…");
  });
});
