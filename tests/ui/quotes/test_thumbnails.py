"""Small pictures of products: read beside the window; a broken one is no picture."""

from io import BytesIO

from PIL import Image

from desktop.store.schema.products import ProductPicture
from desktop.trade import product_pictures, products
from desktop.ui.quotes.thumbnails import PIXELS, Thumbnails


def png(size):
    buffer = BytesIO()
    Image.new("RGB", size, "tan").save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_comes_later_and_a_broken_one_never(qtbot, company, company_services):
    good, bad, none = (products.listing(company)[index].id for index in (20, 21, 22))
    for key in (good, bad, none):
        for picture in product_pictures.listing(company, key):
            product_pictures.remove(company, picture.id)
    product_pictures.add(company, good, [product_pictures.prepare(png((600, 300)))])
    product_pictures.add(company, bad, [product_pictures.prepare(png((50, 50)))])
    with company.write() as unit:
        row = unit.session.query(ProductPicture).filter_by(product_id=bad, deleted_at=None).one()
        row.content = row.thumbnail = b"\x89PNG broken"
    pictures = Thumbnails(company_services, company_services.tasks)
    assert pictures.picture(good) is None
    with qtbot.waitSignal(pictures.arrived, timeout=10_000):
        assert pictures.picture(bad) is None
    found = pictures.picture(good)
    assert max(found.width(), found.height()) <= PIXELS
    assert pictures.picture(bad) is None
    assert pictures.picture(None) is None
