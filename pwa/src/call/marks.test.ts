import { expect, test } from "vitest";

import { arrow, readMark, share, Steps, stroke, thinned, type Mark } from "./marks";
import { fitOf, spotUnder } from "./picture-place";

const line: Mark = { markId: "m1", kind: "arrow", points: [0.1, 0.2, 0.5, 0.6] };

test("a mark of another phone is taken as it is", () => {
  expect(readMark({ type: "mark", ...line })).toEqual(line);
  const numbered: Mark = { ...line, kind: "number", number: 3 };
  expect(readMark({ ...numbered })).toEqual(numbered);
  const words: Mark = { markId: "m2", kind: "text", points: [0, 1], text: "Deze kraan" };
  expect(readMark({ ...words })).toEqual(words);
});

test.each([
  ["no id", { ...line, markId: "" }],
  ["an unknown kind", { ...line, kind: "stamp" }],
  ["beside the picture", { ...line, points: [0.1, 0.2, 0.5, 1.1] }],
  ["half a point", { ...line, points: [0.1, 0.2, 0.5] }],
  ["one end", { ...line, points: [0.1, 0.2] }],
  ["no numbers", { ...line, points: ["0", "1", "0", "1"] }],
  ["an arrow without its number", { ...line, kind: "number" }],
  ["words that are missing", { markId: "m", kind: "text", points: [0, 0], text: " " }],
  ["a novel", { markId: "m", kind: "text", points: [0, 0], text: "x".repeat(61) }],
  ["a stroke without end", { markId: "m", kind: "pen", points: Array(502).fill(0.5) }],
])("what is no mark is not taken: %s", (_, raw) => {
  expect(readMark(raw)).toBeNull();
});

test("a long stroke fits in one message, and ends where it ended", () => {
  const points = Array.from({ length: 2400 }, (_, place) => share(place / 2400));
  const kept = thinned(points);
  expect(kept.length).toBeLessThanOrEqual(500);
  expect(kept.slice(0, 2)).toEqual(points.slice(0, 2));
  expect(kept.slice(-2)).toEqual(points.slice(-2));
  expect(JSON.stringify(kept).length).toBeLessThan(3800);
});

test("steps go back and forth, and a new one ends the way forth", () => {
  const two: Mark = { ...line, markId: "m2" };
  const drawn = new Steps().put(line).put(two);
  const back = drawn.undo();
  expect(back?.gone).toBe(two);
  expect(back?.steps.list).toEqual([line]);
  expect(back?.steps.redo()?.steps.list).toEqual([line, two]);
  const other = back?.steps.put({ ...line, markId: "m3" });
  expect(other?.redo()).toBeNull();
  expect(new Steps().undo()).toBeNull();
});

test("a mark that is still being drawn is one step", () => {
  const longer: Mark = { ...line, points: [0.1, 0.2, 0.9, 0.9] };
  expect(new Steps().put(line).put(longer).list).toEqual([longer]);
});

test("an arrow ends in its head, and a stroke runs through its points", () => {
  const { line: path, head } = arrow([0, 0.5, 0.5, 0.5], { width: 1000, height: 500 });
  expect(path).toBe("M0 250L500 250");
  expect(head).toBe("M470 268L500 250L470 232");
  expect(stroke([0, 0, 0.5, 1], { width: 100, height: 10 })).toBe("M0 0L50 10");
  expect(stroke([0.5, 0.5], { width: 100, height: 10 })).toBe("M50 5h0");
});

const frame = { width: 1280, height: 720 };

test("a wide picture on an upright phone gets bars, and keeps its corners", () => {
  expect(fitOf(frame, { width: 412, height: 915 })).toBe("contain");
  expect(fitOf(frame, { width: 1440, height: 900 })).toBe("cover");
});

test.each([
  // Whole, with bars above and below: 412 wide, 231.75 high, from 341.6 on.
  ["contain", { left: 0, top: 0, width: 412, height: 915 }, [0, 341.7], [0, 0]],
  ["contain", { left: 0, top: 0, width: 412, height: 915 }, [412, 573.3], [1, 1]],
  ["contain", { left: 0, top: 0, width: 412, height: 915 }, [206, 457.5], [0.5, 0.5]],
  // Filled: 900 high, 1600 wide, so 80 missing on either side.
  ["cover", { left: 0, top: 0, width: 1440, height: 900 }, [0, 0], [0.05, 0]],
  ["cover", { left: 0, top: 0, width: 1440, height: 900 }, [1440, 900], [0.95, 1]],
  // Enlarged two times: the box reaches beyond the screen.
  ["cover", { left: -720, top: -450, width: 2880, height: 1800 }, [720, 450], [0.5, 0.5]],
] as const)("%s: the spot under a finger", (fit, place, [clientX, clientY], [x, y]) => {
  const spot = spotUnder({ clientX, clientY }, place, frame, fit, false);
  expect(spot?.x).toBeCloseTo(x, 3);
  expect(spot?.y).toBeCloseTo(y, 3);
});

test("a mirrored picture is counted as the other sees it, and beside it is nowhere", () => {
  const place = { left: 0, top: 0, width: 1280, height: 720 };
  expect(spotUnder({ clientX: 320, clientY: 360 }, place, frame, "cover", true)?.x).toBe(0.75);
  const upright = { left: 0, top: 0, width: 412, height: 915 };
  expect(spotUnder({ clientX: 200, clientY: 100 }, upright, frame, "contain", false)).toBeNull();
});
