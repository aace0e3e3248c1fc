/** The API of the page, for features that fetch by themselves. */
import { createContext } from "svelte";

import type { Api } from "./client";

export const [apiContext, provideApi] = createContext<Api>();
