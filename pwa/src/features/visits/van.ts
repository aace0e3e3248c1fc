/** What lies in his van by the phone's own copy, to say what of it he used. */
import type { VanLine } from "../../api/wire";
import { readFact, type Database } from "../../offline/database";

export interface VanPart extends VanLine {
  used: number;
}

/** Empty where the phone does not know, or knows it of a colleague. */
export async function vanOf(database: Database): Promise<VanPart[]> {
  const [stock, me] = await Promise.all([readFact(database, "vanStock"), readFact(database, "me")]);
  if (!stock || stock.personId !== me?.id) return [];
  // An older version of the app kept names only.
  return stock.lines.filter((line) => "part" in line).map((line) => ({ ...line, used: 0 }));
}
