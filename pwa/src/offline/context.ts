/** The database of the page, for what a screen behind the first one makes of it. */
import { createContext } from "svelte";

import type { Database } from "./database";

export const [databaseContext, provideDatabase] = createContext<Database>();
