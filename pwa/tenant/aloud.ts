/** On every page: offers to read it aloud where this browser has a voice for its language. What reads comes on tap. */
const button = document.querySelector<HTMLButtonElement>("[data-aloud]");
const voices = "speechSynthesis" in window ? speechSynthesis : undefined;
const { lang } = document.documentElement;

function offer(): void {
  // Android writes nl_NL.
  const speaks = voices?.getVoices().some((voice) => voice.lang.slice(0, 2) === lang);
  if (button && speaks) button.hidden = false;
}

if (button && voices) {
  offer();
  // Voices come when the browser has looked for them.
  voices.onvoiceschanged = offer;
  // The page names it: what Vite adds to an import of its own is twice as heavy as all of this.
  const reader = String(button.dataset["reader"]);
  button.onclick = () => void import(/* @vite-ignore */ reader);
}

export {};
