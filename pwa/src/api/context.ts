/** The API of the page, for features that fetch by themselves, and the clock that it sets. */
import { createContext } from "svelte";

import type { Api } from "./client";
import type { ServerClock } from "./server-clock";

export const [apiContext, provideApi] = createContext<Api>();
export const [serverClockContext, provideServerClock] = createContext<ServerClock>();
