import { describe, expect, test } from "vitest";

type Leaves = Record<string, string>;

const contents = import.meta.glob<unknown>("./{nl,en}/*.json", { eager: true, import: "default" });
const files = filesIn("nl");

function filesIn(language: string): string[] {
  const paths = Object.keys(contents).filter((path) => path.startsWith(`./${language}/`));
  return paths.map((path) => path.slice(`./${language}/`.length)).sort();
}

function read(language: string, file: string): Leaves {
  return leavesOf(contents[`./${language}/${file}`]);
}

function leavesOf(value: unknown, path = ""): Leaves {
  if (typeof value === "string") return { [path]: value };
  const inner = Object.entries(value as object).map(([key, each]) =>
    leavesOf(each, path ? `${path}.${key}` : key),
  );
  return Object.assign({}, ...inner) as Leaves;
}

function placesIn(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1])).sort();
}

test("both languages have the same files", () => {
  expect(filesIn("en")).toEqual(files);
  expect(files).toContain("app.json");
});

describe.each(files)("%s", (file) => {
  const dutch = read("nl", file);
  const english = read("en", file);

  test("says the same things in both languages", () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(dutch).sort());
  });

  test("has the same places to fill in", () => {
    for (const [key, sentence] of Object.entries(dutch)) {
      expect([key, placesIn(english[key] ?? "")]).toEqual([key, placesIn(sentence)]);
    }
  });

  test("has no empty sentence", () => {
    const empty = Object.entries({ ...dutch, ...english }).filter(([, words]) => !words.trim());
    expect(empty).toEqual([]);
  });
});
