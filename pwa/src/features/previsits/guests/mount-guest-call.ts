/** Opens the call over the guest's page. Loaded when the guest taps "join": the page itself stays light. */
import { mount, unmount } from "svelte";

import { Api } from "../../../api/client";
import { languageOfPage, speakToTenant } from "../../../text/tenant";
import GuestCall from "./GuestCall.svelte";

interface Options {
  /** The guest's own link, as this page remembers it. */
  link: string | null;
  onClose: () => void;
}

export async function mountGuestCall(
  target: HTMLElement,
  { link, onClose }: Options,
): Promise<void> {
  const language = languageOfPage();
  const api = new Api({ language: () => language });
  await speakToTenant(language);
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
