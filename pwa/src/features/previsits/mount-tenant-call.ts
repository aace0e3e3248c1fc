/** Opens the call over the tenant's page. Loaded when she taps "join": nobody else pays for it. */
import { mount, unmount } from "svelte";

import { Api } from "../../api/client";
import { ServerClock } from "../../api/server-clock";
import { languageOfPage, speakToTenant } from "../../text/tenant";
import type { AddPhoto } from "../evidence/photo-judge";
import TenantPrevisit from "./TenantPrevisit.svelte";

interface Options {
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
  { api, link, addPhoto, opensPhotos, onClose }: Options,
): void {
  const language = languageOfPage();
  const clock = new ServerClock();
  const ownApi = api ?? new Api({ language: () => language, clock });
  void speakToTenant(language).then(() => {
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
