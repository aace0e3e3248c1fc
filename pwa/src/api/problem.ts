/** What the server refused (RFC 9457), as an error with a sentence for the person. Being offline is not a refusal. */
import { fill, text } from "../text/current";
import { farDay } from "../text/format";

export interface FieldError {
  pointer: string;
  detail: string;
}

export class Problem extends Error {
  override readonly name = "Problem";
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly reference: string | undefined;
  /** How often it may still be tried, where that is counted. */
  readonly left: number | undefined;
  /** Everything that was told, by name: what is possible instead, what is there now. */
  readonly particulars: Readonly<Record<string, unknown>>;

  constructor(facts: {
    type?: string;
    title?: string;
    status: number;
    detail?: string;
    errors?: FieldError[];
    reference?: string;
    left?: number;
  }) {
    super(facts.detail ?? facts.title ?? `HTTP ${facts.status}`);
    this.type = facts.type ?? "about:blank";
    this.title = facts.title ?? "";
    this.status = facts.status;
    this.detail = facts.detail ?? "";
    this.errors = facts.errors ?? [];
    this.reference = facts.reference;
    this.left = facts.left;
    this.particulars = facts;
  }

  /** `/problems/hash-differs` gives `hash-differs`. */
  get slug(): string {
    return this.type.slice(this.type.lastIndexOf("/") + 1);
  }
}

/** The server could not be reached, or did not answer in time. */
export class Offline extends Error {
  override readonly name = "Offline";
}

export async function problemFrom(response: Response): Promise<Problem> {
  const isProblem = response.headers.get("content-type")?.includes("problem+json") ?? false;
  const facts = isProblem ? ((await response.json()) as Record<string, unknown>) : {};
  return new Problem({ ...facts, status: response.status });
}

/** The server itself says that nobody is signed in here any more. A gateway's bare 401 says nothing of the kind. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401 && error.slug === "not-signed-in";
}

/** One sentence that says what to do now. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Offline) return text.problems.offline;
  if (!(error instanceof Problem)) return text.problems.unknownWithoutReference;
  const known = sentenceOf(error.slug);
  if (known) return fill(known, told(error.particulars));
  if (error.reference) return fill(text.problems.unknown, { reference: error.reference });
  return error.title || text.problems.unknownWithoutReference;
}

/** What a sentence may name: numbers, words, and days as they are read. */
function told(particulars: Problem["particulars"]): Record<string, string | number> {
  const named: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(particulars)) {
    if (typeof value === "number") named[name] = value;
    else if (typeof value === "string") named[name] = isDay.test(value) ? farDay(value) : value;
  }
  return named;
}

const isDay = /^\d{4}-\d\d-\d\d$/;

/** The sentence of a problem that is told by its name alone; "" for one we do not know. */
export function sentenceOf(slug: string): string {
  return (text.problems.bySlug as Record<string, string>)[slug] ?? "";
}
