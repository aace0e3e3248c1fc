/** What the phone keeps, for screens that keep a copy of their own. */
import { createContext } from "svelte";

import type { Database } from "./database";

export const [databaseContext, provideDatabase] = createContext<Database>();
