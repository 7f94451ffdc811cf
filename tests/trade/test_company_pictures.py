"""Logo, stamp and signature: scans on white paper become see-through, and white again; bad files are refused."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from desktop.runtime.errors import UserFacing
from desktop.trade import company, company_pictures
from desktop.trade.company_pictures import Place

RED = (205, 40, 48)


def page(ink=RED, paper=(236, 230, 216), size=(1200, 1700), kind="JPEG"):
    """A page that was scanned askew under a lamp, a ring and a star-like block on it."""
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    draw.ellipse((400, 300, 800, 700), outline=ink, width=40)
    draw.rectangle((570, 470, 630, 530), fill=ink)
    draw.ellipse((40, 1500, 44, 1504), fill=(90, 90, 90))
    shade = Image.linear_gradient("L").resize(size).point(lambda v: 190 + v * 65 // 255)
    lit = Image.composite(image, Image.new("RGB", size, (0, 0, 0)), shade)
    buffer = BytesIO()
    lit.save(buffer, kind)
    return buffer.getvalue()


def shown(content):
    return Image.open(BytesIO(content)).convert("RGBA")


@pytest.fixture
def seller(shop):
    return company.sellers(shop)[0].id


@pytest.mark.parametrize("place", [Place.STAMP, Place.SIGNATURE])
def test_a_scanned_stamp_is_cut_out_and_its_paper_let_through(shop, seller, place):
    company_pictures.choose(shop, seller, place, page())
    kept = company_pictures.read(shop, seller)[place]
    image = shown(kept.content)
    width, height = image.size
    assert kept.is_cleared
    assert 0.9 < width / height < 1.1, "cut out of a page that is taller than wide"
    assert image.getpixel((2, 2))[3] == 0
    red, green, blue, alpha = image.getpixel((width // 2, height // 2))
    assert alpha > 150
    assert red > green + 80
    assert red > blue + 80
    inside = image.getpixel((width // 2, height // 3))
    assert inside[3] == 0, "the shadow on the paper is no ink"


def test_laid_on_white_it_looks_as_before(shop, seller):
    company_pictures.choose(shop, seller, Place.STAMP, page(paper=(255, 255, 255)))
    kept = company_pictures.read(shop, seller)[Place.STAMP]
    image = shown(kept.content)
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    white.alpha_composite(image)
    was = shown(kept.scan)
    middle = (image.width // 2, image.height // 2)
    assert (
        max(abs(a - b) for a, b in zip(white.getpixel(middle), was.getpixel(middle), strict=True))
        < 60
    )


def test_the_paper_comes_back_and_goes_again(shop, seller):
    company_pictures.choose(shop, seller, Place.STAMP, page())
    company_pictures.set_cleared(shop, seller, Place.STAMP, False)
    kept = company_pictures.read(shop, seller)[Place.STAMP]
    assert not kept.is_cleared
    assert shown(kept.content).getpixel((2, 2))[3] == 255
    company_pictures.set_cleared(shop, seller, Place.STAMP, True)
    assert company_pictures.read(shop, seller)[Place.STAMP].is_cleared
    former = company_pictures.put(shop, seller, company_pictures.CompanyPicture(Place.STAMP))
    assert company_pictures.read(shop, seller)[Place.STAMP].content is None
    company_pictures.put(shop, seller, former)
    assert company_pictures.read(shop, seller)[Place.STAMP] == former


def test_what_is_see_through_already_or_dark_stays_as_it_is(shop, seller):
    buffer = BytesIO()
    clear = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    ImageDraw.Draw(clear).line((10, 90, 190, 10), fill=(20, 30, 90, 255), width=6)
    clear.save(buffer, "PNG")
    company_pictures.choose(shop, seller, Place.SIGNATURE, buffer.getvalue())
    kept = company_pictures.read(shop, seller)[Place.SIGNATURE]
    assert (kept.scan, shown(kept.content).size) == (None, (200, 100))
    with pytest.raises(UserFacing, match="no paper"):
        company_pictures.set_cleared(shop, seller, Place.SIGNATURE, True)
    company_pictures.choose(shop, seller, Place.STAMP, page(paper=(30, 30, 60)))
    kept = company_pictures.read(shop, seller)[Place.STAMP]
    assert not kept.is_cleared
    assert kept.scan is not None, "clearing can be asked for"


def test_a_logo_keeps_its_ground(shop, seller):
    company_pictures.choose(shop, seller, Place.LOGO, page(size=(900, 1000)))
    kept = company_pictures.read(shop, seller)[Place.LOGO]
    assert kept.scan is None
    assert shown(kept.content).getpixel((5, 5))[3] == 255
    assert max(shown(kept.content).size) == 480


@pytest.mark.parametrize("content", [b"no picture", page()[:2000], bytes(30_000_000)])
@pytest.mark.parametrize("place", list(Place))
def test_bad_files_are_refused_and_the_picture_stays(shop, seller, place, content):
    company_pictures.choose(shop, seller, place, page())
    before = company_pictures.read(shop, seller)[place]
    with pytest.raises(UserFacing):
        company_pictures.choose(shop, seller, place, content)
    assert company_pictures.read(shop, seller)[place] == before


def test_the_company_by_command_keeps_the_paper_when_asked(shop):
    key = company.save_company(shop, {}, stamp=page(), keep_paper=True)
    assert not company_pictures.read(shop, key)[Place.STAMP].is_cleared
    company.save_company(shop, {}, stamp=page(), signature=page((20, 30, 120)))
    found = company_pictures.read(shop, key)
    assert found[Place.STAMP].is_cleared
    assert found[Place.SIGNATURE].is_cleared
    company.save_company(shop, {}, stamp=b"")
    gone = company_pictures.read(shop, key)[Place.STAMP]
    assert (gone.content, gone.scan) == (None, None)
