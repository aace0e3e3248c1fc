/** Opens the call over the tenant's page. Loaded when she taps "join": nobody else pays for it. */
import { mount, unmount } from "svelte";

import { Api } from "../../api/client";
import { ServerClock } from "../../api/server-clock";
import { speak, type Language, type TextFiles } from "../../text/current";
import type { AddPhoto } from "../evidence/photo-judge";
import TenantPrevisit from "./TenantPrevisit.svelte";

const texts: TextFiles = {
  common: {
    nl: () => import("../../text/nl/common.json"),
    en: () => import("../../text/en/common.json"),
  },
  problems: {
    nl: () => import("../../text/nl/problems.json"),
    en: () => import("../../text/en/problems.json"),
  },
  call: {
    nl: () => import("../../text/nl/call.json"),
    en: () => import("../../text/en/call.json"),
  },
  guests: {
    nl: () => import("../../text/nl/guests.json"),
    en: () => import("../../text/en/guests.json"),
  },
};

interface Options {
  language: Language;
  api?: Api;
  /** Her own link, as this phone remembers it. */
  link: string | null;
  /** Keeps a photo on this phone and sends it; gives back what is wrong with it, or nothing. */
  addPhoto: AddPhoto;
  /** Straight to the photos that were asked for, also before the call. */
  opensPhotos: boolean;
  onClose: () => void;
}

export function mountTenantCall(
  target: HTMLElement,
  { language, api, link, addPhoto, opensPhotos, onClose }: Options,
): void {
  const clock = new ServerClock();
  const ownApi = api ?? new Api({ language: () => language, clock });
  void speak(language, texts).then(() => {
    const screen = mount(TenantPrevisit, {
      target,
      props: {
        api: ownApi,
        clock,
        link,
        addPhoto,
        opensPhotos,
        onclose: () => {
          void unmount(screen);
          onClose();
        },
      },
    });
  });
}
