/** Whose desk this is: what a contractor's office, or a coordinator, has no say in is not offered. */
import { createContext } from "svelte";

export interface Office {
  readonly isContractor: boolean;
  readonly isManager: boolean;
}

export const [officeContext, provideOffice] = createContext<Office>();
