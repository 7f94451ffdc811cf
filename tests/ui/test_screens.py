"""`make screens`: pictures of the design's size, different in each language and theme."""

from PySide6.QtGui import QImage

from desktop.runtime.clock import FixedClock
from desktop.ui.screens import SIZE, Gallery
from tests.ui.conftest import SAMPLE_NOW


def test_pictures_are_drawn_in_the_size_of_the_design(qtbot, company, tmp_path):
    gallery = Gallery(company, FixedClock(SAMPLE_NOW), tmp_path, "02-today")
    gallery.draw("en", "light")
    gallery.draw("zh_CN", "dark")
    gallery.tasks.shutdown()
    names = sorted(path.name for path in gallery.written)
    assert names == ["02-today-en-light.png", "02-today-zh-dark.png"]
    light, dark = (QImage(str(tmp_path / name)) for name in names)
    assert (light.width(), light.height()) == SIZE
    assert light.pixelColor(5, 5).lightness() > 200 > 60 > dark.pixelColor(5, 5).lightness()
