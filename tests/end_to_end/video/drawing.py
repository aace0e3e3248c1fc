"""Drawing on a picture that is held still, with a finger."""

from playwright.async_api import Locator, Page

Point = tuple[float, float]


def held_still(page: Page) -> Locator:
    """The picture, with all that is drawn on it."""
    return page.get_by_role("img", name="Beeld dat stilstaat")


async def drag(page: Page, *points: Point) -> None:
    await page.mouse.move(*points[0])
    await page.mouse.down()
    for point in points[1:]:
        await page.mouse.move(*point, steps=4)
    await page.mouse.up()
