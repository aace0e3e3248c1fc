/** Whose mark it is, by colour: told apart also by who sees little of red and green. */
const byRole: Record<string, string> = {
  technician: "#ffd166",
  tenant: "#7cc8ff",
  coordinator: "#ffd166",
};

/** As wide as these shares of the shorter side of the picture. */
export const lineWidth = 0.012;
export const edgeWidth = 0.022;
export const edgeColour = "rgb(7 17 13 / 0.6)";
export const textSize = 0.07;
export const numberSize = 0.06;
export const numberRadius = 0.045;

export function colourOf(role: string): string {
  return byRole[role] ?? "#ff9ecb";
}
