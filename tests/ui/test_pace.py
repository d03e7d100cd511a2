"""Where drawing is slow, lines are left out while the picture moves, from the first drag on."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.exporters.world import wide
from tests.ui.conftest import Visit
from tests.ui.test_islands import served, view

TAKES = """(milliseconds) => {
    const drawn = WebGL2RenderingContext.prototype.readPixels;
    window.read = 0;
    WebGL2RenderingContext.prototype.readPixels = function (...rest) {
        const end = performance.now() + milliseconds;
        while (performance.now() < end);
        window.read += 1;
        return drawn.apply(this, rest);
    };
}"""


@pytest.mark.parametrize(("sources", "is_hidden"), [(600, True), (30, False)])
def test_lines_are_left_out_before_the_first_drag_where_drawing_takes_long(
    painter: Browser, bundles: Path, sources: int, is_hidden: bool
) -> None:
    for site in served(wide(sources)):
        page = painter.new_page(viewport={"width": 900, "height": 700})
        page.add_init_script(f"({TAKES})(60)")
        made = Visit(page)
        page.goto(f"{site}?around=page%3Ap&depth=1")
        page.wait_for_selector('[data-state="drawn"]')
        if is_hidden:
            page.wait_for_function("window.read >= 2")
        made.settle()
        assert view(made, "view.sigma.getSetting('hideEdgesOnMove')") is is_hidden
        assert made.is_clean(site)
        page.close()
