import { describe, expect, it } from "vitest";
import { wordsFor } from "../i18n/words.ts";
import { csvLines, textOf } from "./csv.ts";
import { sitesOfFile } from "./sites.ts";

const desk = { t: wordsFor("en") };

describe("a file of sites", () => {
  it("is read by its heads, quoted or not, in either language", () => {
    expect(
      sitesOfFile(
        '﻿Site,Latitude,Longitude,Address\r\n"Pier ""1"", north",22.5,-114.25,"Quay 1\nGate 2"\r\n\r\nHall,,,\r\n',
        desk,
      ),
    ).toEqual([
      { name: 'Pier "1", north', latitude: 22.5, longitude: -114.25, address: "Quay 1\nGate 2" },
      { name: "Hall" },
    ]);
    expect(sitesOfFile("地址;站点;经度;纬度\n福华路;会展中心;114.06;22.53", desk)).toEqual([
      { name: "会展中心", latitude: 22.53, longitude: 114.06, address: "福华路" },
    ]);
  });

  it.each([
    ["name,latitude,longitude\nA,1,2\nB,91,0", "line 3 cannot be: 91"],
    ['site,address\n"A\nA",x\n,y', "line 4 cannot be: , y"],
    ["site,lat,lon\nA,1,", "line 2 cannot be: A, 1, "],
    ["site,lat,lon\nA,east,2", "line 2 cannot be: east"],
    ["latitude,longitude\n1,2", "the first line must name the columns"],
    ["", "the first line must name the columns"],
  ])("%j is refused", (text, message) => {
    expect(() => sitesOfFile(text, desk)).toThrow(message);
  });

  it("may come from an office program in China", () => {
    expect(textOf(Uint8Array.from([0xd5, 0xbe, 0xb5, 0xe3]))).toBe("站点");
    expect(textOf(new TextEncoder().encode("站点"))).toBe("站点");
  });

  it("ends somewhere, whatever is in it", () => {
    expect(csvLines('a,"b').length).toBeLessThan(2);
    expect(csvLines('a"b,c\nd')).toBeInstanceOf(Array);
  });
});
