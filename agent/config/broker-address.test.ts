import { expect, test } from "vitest";
import { brokerAddress } from "./broker-address.ts";

test.each([
  ["mqtt://broker.example.net", { host: "broker.example.net", port: 1883 }],
  ["mqtts://broker.example.net", { host: "broker.example.net", port: 8883 }],
  ["tls://10.0.0.9:8884", { host: "10.0.0.9", port: 8884 }],
  ["tcp://[fd00::9]:1884/x", { host: "fd00::9", port: 1884 }],
  ["mqtt://", undefined],
  ["nonsense", undefined],
])("%s", (url, expected) => expect(brokerAddress(url)).toEqual(expected));
