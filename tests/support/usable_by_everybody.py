"""What everybody needs of a screen: axe, and what axe does not see. Each check returns complaints.

Chromium itself enlarges the letters, as a person's own setting does.
"""

from pathlib import Path
from typing import Literal

from playwright.async_api import Page, ViewportSize

AXE = (Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
NARROW: ViewportSize = {"width": 320, "height": 640}
SMALLEST_TARGET, TARGET_FOR_A_THUMB = 24, 48

_AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Shared by the checks below: which parts a person can reach, and what hides on purpose.
_PARTS = """
// A question over a screen that is a dialog itself stands behind it in the page.
const onTop = [...document.querySelectorAll("dialog[open]:modal")].at(-1) ?? document.body;
const isSeen = (part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const above = function* (part) {
  for (let up = part; up; up = up.parentElement) yield up;
};
// Only for who listens, or there as soon as it has the focus.
const isForEars = (part) => [...above(part)].some(
  (up) => up.matches(".skip") || getComputedStyle(up).clipPath.startsWith("inset(50%"));
const name = (part) => part.outerHTML.replace(/\\s+/g, " ").slice(0, 110);
// A control that only ears find is seen and pressed through its label.
const pressed = (part) => (part.matches("input") && part.closest("label")) || part;
const controls = [...onTop.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((part) => part.type !== "hidden" && !part.disabled && part.tabIndex >= 0)
  .filter((part) => isSeen(pressed(part)));
"""

_STILL = """() => Promise.all(document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime < Infinity)
  .map((each) => each.finished.catch(() => undefined)))"""

_BEYOND_THE_EDGE = """() => { %s
  const scrolls = (part) => ["auto", "scroll"].includes(getComputedStyle(part).overflowX)
    && part !== document.documentElement && part !== document.body
    && (part.scrollWidth <= part.clientWidth + 1 || part.matches("fieldset, ul"));
  const isInStrip = (part) => [...above(part.parentElement)].some(scrolls);
  const out = [...onTop.querySelectorAll("*")]
    .filter((part) => isSeen(part) && !isForEars(part) && !isInStrip(part))
    .filter((part) => !part.closest("svg, video, .overlay") || part.matches("svg"))
    .filter((part) => {
      const box = part.getBoundingClientRect();
      return box.width && (box.right > innerWidth + 1 || box.left < -1);
    });
  const page = document.scrollingElement;
  if (page.scrollWidth > innerWidth + 1) out.push(page);
  return out.map(name);
}"""

# Words outside the part that hides what sticks out; what is shortened on purpose says so.
_CUT_OFF = """() => { %s
  const hides = (axis) => ["hidden", "clip"].includes(axis);
  const isCutOff = (part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const words = range.getBoundingClientRect();
    for (const up of above(part)) {
      const style = getComputedStyle(up);
      if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return false;
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false;
      const frame = up.getBoundingClientRect();
      const isBeside = words.right > frame.right + 3 || words.left < frame.left - 3;
      const isBelow = words.bottom > frame.bottom + 3 || words.top < frame.top - 3;
      if (hides(style.overflowX) && isBeside) return true;
      if (hides(style.overflowY) && isBelow) return true;
    }
    return false;
  };
  // What was chosen needs as much room as a copy that may take it.
  const isShort = (select) => {
    const copy = select.cloneNode(true);
    copy.value = select.value;
    copy.style = "position: absolute; inline-size: auto; max-inline-size: none;"
      + "field-sizing: content";
    select.after(copy);
    const isTooWide = copy.offsetWidth > select.offsetWidth + 1;
    copy.remove();
    return isTooWide;
  };
  const parts = [...onTop.querySelectorAll("*")];
  return parts
    .filter((part) => [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((part) => isSeen(part) && !isForEars(part) && !part.closest("svg, select, textarea"))
    .filter(isCutOff)
    .concat(parts.filter((part) => part.matches("select") && isSeen(part) && isShort(part)))
    .map(name);
}"""

_OVER_EACH_OTHER = """() => { %s
  const floats = (part) => [...above(part)].some(
    (up) => ["sticky", "fixed"].includes(getComputedStyle(up).position));
  // What is left of a part that lies in something that scrolls.
  const inSight = (part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    const box = { left, right, top, bottom };
    for (const up of above(part.parentElement)) {
      if (up === document.body || getComputedStyle(up).overflowY === "visible") continue;
      const frame = up.getBoundingClientRect();
      box.top = Math.max(box.top, frame.top);
      box.bottom = Math.min(box.bottom, frame.bottom);
    }
    return box;
  };
  const shown = controls.map(pressed).filter((part) => !isForEars(part));
  const overlaps = [];
  shown.forEach((one, place) => shown.slice(place + 1).forEach((other) => {
    if (one === other || one.contains(other) || other.contains(one)) return;
    if (floats(one) !== floats(other)) return;
    const [a, b] = [inSight(one), inSight(other)];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) overlaps.push(`${name(one)} / ${name(other)}`);
  }));
  return overlaps;
}"""

_SMALL = """([least, forThumbs]) => { %s
  const isMain = (part) => part.matches(".button.main, .thumbbar *, .shutter, nav a");
  return controls.map(pressed)
    .filter((part) => !isForEars(part) && !(part.matches("a") && part.closest("p, dd, li > small")))
    .filter((part) => {
      const { width, height } = part.getBoundingClientRect();
      return Math.min(width, height) < (isMain(part) && forThumbs ? forThumbs : least) - 0.5;
    })
    .map((part) => `${name(part)} ${part.getBoundingClientRect().height}`);
}"""

# One stop for a group of radio buttons: the chosen one, or else the first.
_STOPS = """() => { %s
  const groups = new Set();
  const stops = controls.filter((part) => {
    if (part.type !== "radio") return true;
    const group = controls.filter((each) => each.type === "radio" && each.name === part.name);
    return part === (group.find((each) => each.checked) ?? group[0]);
  });
  document.querySelectorAll("[data-stop]").forEach((part) => delete part.dataset.stop);
  stops.forEach((part, place) => (part.dataset.stop = place));
  const start = onTop === document.body ? document.body : onTop;
  const had = start.getAttribute("tabindex");
  start.tabIndex = -1;
  start.focus();
  if (had === null) start.removeAttribute("tabindex");
  return stops.map(name);
}"""

_FOCUS = """() => {
  const part = document.activeElement;
  const stop = part.dataset?.stop;
  if (stop === undefined) return null;
  const isMarked = (each) => [null, "::before", "::after"].some((layer) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each, layer);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  // A field for files is pressed and marked as its label.
  const seen = part.closest("label") ?? (part.type === "file" ? part.labels[0] : part);
  const near = [part, seen, part.nextElementSibling, part.previousElementSibling];
  const box = seen.getBoundingClientRect();
  const over = document.elementFromPoint(
    Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1),
    Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 1));
  return [Number(stop), near.filter(Boolean).some(isMarked), seen.contains(over)];
}"""


async def complaints(page: Page, *, is_phone: bool) -> dict[str, list[str]]:
    """Everything that is wrong with the screen as it is; empty when everybody can use it."""
    found = {
        **await _axe(page),
        "too small": await too_small(page, is_phone=is_phone),
        "keyboard": await keyboard(page),
        "320 pixels": await _at_320_pixels(page),
        "200 % text": await _with_letters_twice_as_large(page),
    }
    return {check: wrong for check, wrong in found.items() if wrong}


async def _axe(page: Page) -> dict[str, list[str]]:
    """At full height: what a bar at the bottom half covers would count as too small."""
    await page.evaluate(AXE)
    before = page.viewport_size
    if before:
        whole = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({**before, "height": max(whole, before["height"])})
    found = {f"axe, {scheme}": await _violations(page, scheme) for scheme in ("light", "dark")}
    if before:
        await page.set_viewport_size(before)
    return found


async def _violations(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    await page.emulate_media(color_scheme=scheme)
    await page.evaluate(_STILL)
    found = await page.evaluate(
        "(rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })", _AXE_RULES
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def too_small(page: Page, *, is_phone: bool) -> list[str]:
    for_thumbs = TARGET_FOR_A_THUMB if is_phone else 0
    return await page.evaluate(_SMALL % _PARTS, [SMALLEST_TARGET, for_thumbs])


async def keyboard(page: Page) -> list[str]:
    """Tab reaches everything, in the order of the page, with a focus that is seen."""
    stops = await page.evaluate(_STOPS % _PARTS)
    reached: list[int] = []
    wrong: list[str] = []
    for _ in range(len(stops) + 12):  # a part that scrolls, and each button of a film, is one too
        if len(reached) == len(stops):
            break
        await page.keyboard.press("Tab")
        await page.evaluate(_STILL)
        focus = await page.evaluate(_FOCUS)
        if focus is None:
            continue
        place, is_marked, is_in_sight = focus
        if (
            place in reached[-1:]
        ):  # day, month, year and calendar of one date; the browser marks them
            continue
        reached.append(place)
        wrong += [] if is_marked else [f"no mark on {stops[place]}"]
        wrong += [] if is_in_sight else [f"covered: {stops[place]}"]
    missed = [stop for place, stop in enumerate(stops) if place not in reached]
    wrong += [f"not reached: {stop}" for stop in missed]
    wrong += ["not in the order of the page"] if reached != sorted(reached) else []
    return wrong


async def _at_320_pixels(page: Page) -> list[str]:
    before = page.viewport_size
    await page.set_viewport_size(NARROW)
    await page.evaluate(_STILL)
    wrong = await page.evaluate(_BEYOND_THE_EDGE % _PARTS)
    wrong += await page.evaluate(_OVER_EACH_OTHER % _PARTS)
    if before:
        await page.set_viewport_size(before)
    return wrong


async def cut_or_covered(page: Page) -> list[str]:
    """Words and controls that somebody cannot see whole, with letters as they are and twice so."""
    return [*await _hidden(page), *await _with_letters_twice_as_large(page)]


async def _hidden(page: Page) -> list[str]:
    await page.evaluate(_STILL)
    checks = (_BEYOND_THE_EDGE, _CUT_OFF, _OVER_EACH_OTHER)
    return [each for check in checks for each in await page.evaluate(check % _PARTS)]


async def _with_letters_twice_as_large(page: Page) -> list[str]:
    session = await page.context.new_cdp_session(page)
    await session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    await page.evaluate(_STILL)
    size = await page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    wrong = [] if size == 32 else [f"the page keeps its own size of letters: {size}"]
    wrong += await _hidden(page)
    await session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    await session.detach()
    return wrong
