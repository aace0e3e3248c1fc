/** Sentences about a call, chosen by what goes on. */
import type { DeviceTrouble } from "../../call/devices";
import type { Fault } from "../../call/quality";
import { fill, text } from "../../text/current";

/** "Rosa" of "Rosa de Wit"; "Mevr. R. de Wit" stays whole. */
export function shortName(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? "";
  return first === "" || first.includes(".") ? name : first;
}

export function qualityWords(
  fault: Fault,
  audience: "technician" | "tenant",
  name: string,
): string | null {
  const words = text.call.quality;
  const isTechnician = audience === "technician";
  switch (fault) {
    case "mine":
      return isTechnician ? words.mineTechnician : words.mineTenant;
    case "theirs":
      return fill(isTechnician ? words.theirsTechnician : words.theirsTenant, { name });
    case "between":
      return isTechnician ? words.betweenTechnician : words.betweenTenant;
    case "none":
      return null;
  }
}

export function deviceWords(trouble: DeviceTrouble): string {
  return text.call.devices[trouble];
}

/** 4:12, and 1:04:12 for the patient. */
export function length(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (amount: number): string => String(amount).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const short = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? short : `${Math.floor(minutes / 60)}:${short}`;
}
