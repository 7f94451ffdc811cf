"""Pictures inside a Word file: kept once in the package, drawn in the line of the text."""

from io import BytesIO

from docx.oxml.shape import CT_Inline
from docx.parts.story import StoryPart
from docx.shared import Pt

from desktop.trade.documents.word_xml import Element, element


class Pictures:
    """Makes runs with pictures for one part of a file: its body, a head."""

    def __init__(self, part: StoryPart, before: int = 0) -> None:
        """Keep the pictures' bytes with `part`; their numbers, one series a file, follow `before`."""
        self._part = part
        self._count = before

    def run(self, content: bytes, most: tuple[float, float]) -> Element:
        """Return a run with a picture of at most `most` points wide and high."""
        key, image = self._part.get_or_add_image(BytesIO(content))
        scale = min(most[0] / image.px_width, most[1] / image.px_height)
        # Counted here: python-docx would search the whole body for the next free number.
        self._count += 1
        inline = CT_Inline.new_pic_inline(
            self._count,
            key,
            f"picture {self._count}",
            Pt(image.px_width * scale),
            Pt(image.px_height * scale),
        )
        return element("w:r", element("w:drawing", inline))
