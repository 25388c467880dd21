import { expect, it } from "vitest";
import type { CourseView } from "../../contract/index.ts";
import { courseText } from "./past.ts";
import { wordsFor } from "./words.ts";

const words = { share: "past.course", since: "past.courseSince", none: "past.courseNone" };
const minute = 60_000;
const week = 7 * 86_400_000;
const course = (...stretches: readonly (readonly [minutes: number, state: "up" | "down"])[]): CourseView => {
  let at = week - stretches.reduce((sum, [minutes]) => sum + minutes * minute, 0);
  const told = stretches.map(([minutes, state]) => ({ from: at, to: (at += minutes * minute), state }));
  return { from: 0, to: week, course: told, planned: [] };
};

it.each<readonly [string, CourseView, string]>([
  ["a whole week", course([week / minute - 1, "up"], [1, "down"]), "up 99.9 %, down 0 %, unobserved 0 %"],
  ["a terminal one minute old", course([1, "up"]), "known for 1 min: up 100 %, down 0 %, unobserved 0 %"],
  ["a terminal of which nothing is told yet", course(), "Not known yet."],
])("%s", (_name, view, text) => expect(courseText(view, "en", wordsFor("en"), words)).toBe(text));

it("in Chinese", () => {
  expect(courseText(course([1, "down"]), "zh-CN", wordsFor("zh-CN"), words)).toBe(
    "已知 1 分：正常 0 %，停用 100 %，未观测 0 %",
  );
});
