import { expect, test } from "vitest";

const texts = import.meta.glob<object>("./nl/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(
  [
    "../../{app,desk,tenant,src}/**/*.{ts,svelte}",
    "../../../server/**/*.{py,html}",
    "!**/*.test.ts",
  ],
  { eager: true, query: "?raw", import: "default" },
);
const code = Object.entries(sources)
  .filter(([path]) => !path.includes("schema.d.ts"))
  .map(([, source]) => source)
  .join("\n");
const words = new Set(code.match(/\w+/g));

/** Reached by what the data says, so that the name stands nowhere. */
const byData = [
  /^desk\.(events|keyNames)\./,
  /^problems\.bySlug\./,
  /^visit\.hindrances\./,
  /^ready\./,
  /^protocol\.(lines|page)\./,
  /^call\.chat\.replies\w+\./,
  /^tenant\.notTaken\./,
  /^privacy\.(basis|measures|periods)\./,
  /^\w+\.translation\./,
];
/** Put together of a word of the data and one of these. */
const ends = ["Hint", "Title", "Does", "One", "Many"];
const beginnings = ["step"];

function* keysOf(value: unknown, path: string): Generator<string> {
  if (typeof value === "string") yield path;
  else {
    for (const [key, inner] of Object.entries(value as object)) {
      yield* keysOf(inner, `${path}.${key}`);
    }
  }
}

function isUsed(path: string): boolean {
  const key = path.split(".").at(-1) ?? "";
  if (words.has(key) || byData.some((pattern) => pattern.test(path))) return true;
  return (
    ends.some((end) => key.endsWith(end) && words.has(key.slice(0, -end.length))) ||
    beginnings.some(
      (start) => key.startsWith(start) && words.has(key.slice(start.length).toLowerCase()),
    )
  );
}

test("every sentence is asked for somewhere", () => {
  const keys = Object.entries(texts).flatMap(([path, text]) => [
    ...keysOf(text, path.replace(/^\.\/nl\/|\.json$/g, "")),
  ]);
  expect(keys.length).toBeGreaterThan(1000);
  expect(keys.filter((key) => !isUsed(key))).toEqual([]);
});
