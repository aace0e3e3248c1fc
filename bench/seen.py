"""When a page showed each picture of the other, noted in the page itself, whoever made the page."""

from typing import Any

from playwright.async_api import Page

# By the tracks that came in: what plays in a page may also be its own camera.
SEEN = """
window.seen = [];
window.tappedAt = 0;
{
  const theirs = new Set();
  const Real = RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...facts) {
      super(...facts);
      this.addEventListener("track", ({ track }) => theirs.add(track.id));
    }
  };
  const followed = new WeakSet();
  const follow = (video) => {
    if (followed.has(video)) return;
    followed.add(video);
    const note = () => {
      const tracks = video.srcObject?.getVideoTracks() ?? [];
      if (tracks.some((track) => theirs.has(track.id))) seen.push(performance.now());
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
  };
  new MutationObserver(() => document.querySelectorAll("video").forEach(follow))
    .observe(document, { childList: true, subtree: true });
  addEventListener("click", ({ timeStamp }) => (tappedAt = timeStamp), { capture: true });
}
"""

_FIRST = """async () => {
  while (!seen.length) await new Promise((resolve) => setTimeout(resolve, 20));
  return (seen[0] - tappedAt) / 1000;
}"""

# Back for good: after a gap, a second of pictures without another.
_GAP = """async ([begun, patience]) => {
  const gaps = (from) => {
    const times = seen.filter((at, n) => at > from || (seen[n + 1] ?? Infinity) > from);
    return [...times, performance.now()].slice(1).map((at, n) => at - times[n]);
  };
  const goesOn = () => gaps(performance.now() - 1000).every((each) => each < 500);
  const until = begun + patience * 1000;
  while (performance.now() < until && !(goesOn() && gaps(begun).some((each) => each > 500))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return goesOn() ? Math.max(...gaps(begun)) / 1000 : patience;
}"""


async def seconds_to_first(page: Page) -> float:
    """From the last tap to the first picture of the other."""
    return await page.evaluate(_FIRST)


async def now(page: Page) -> float:
    return await page.evaluate("performance.now()")


async def gap(page: Page, begun: float, longest: float) -> float:
    """Seconds without a new picture after `begun`, as `now` gave it; `longest` if none came."""
    found: Any = await page.evaluate(_GAP, [begun, longest])
    return float(found)
