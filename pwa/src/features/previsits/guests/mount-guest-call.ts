/** Opens the call over the guest's page. Loaded when the guest taps "join": the page itself stays light. */
import { mount, unmount } from "svelte";

import { Api } from "../../../api/client";
import { speak, type Language, type TextFiles } from "../../../text/current";
import GuestCall from "./GuestCall.svelte";

const texts: TextFiles = {
  common: {
    nl: () => import("../../../text/nl/common.json"),
    en: () => import("../../../text/en/common.json"),
  },
  problems: {
    nl: () => import("../../../text/nl/problems.json"),
    en: () => import("../../../text/en/problems.json"),
  },
  call: {
    nl: () => import("../../../text/nl/call.json"),
    en: () => import("../../../text/en/call.json"),
  },
  guests: {
    nl: () => import("../../../text/nl/guests.json"),
    en: () => import("../../../text/en/guests.json"),
  },
};

interface Options {
  language: Language;
  /** The guest's own link, as this page remembers it. */
  link: string | null;
  onClose: () => void;
}

export async function mountGuestCall(
  target: HTMLElement,
  { language, link, onClose }: Options,
): Promise<void> {
  const api = new Api({ language: () => language });
  await speak(language, texts);
  const screen = mount(GuestCall, {
    target,
    props: {
      api,
      link,
      onclose: () => {
        void unmount(screen);
        onClose();
      },
    },
  });
}
