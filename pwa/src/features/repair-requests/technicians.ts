/** Whom the form has chosen before the coordinator did: who has little to do may be of another trade, so nobody, unless there is only one. */
export function chosenBeforehand(technicians: readonly { id: string }[]): string {
  return technicians.length === 1 ? (technicians[0]?.id ?? "") : "";
}
