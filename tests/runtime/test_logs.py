"""What is logged of an error: its kind and its places, never words of a mail or a customer."""

import io
import logging

import pytest
import sqlalchemy as sa

from desktop.runtime.logs import Scrubber, places_of
from desktop.store.schema.customers import Contact


def logged(error):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Scrubber())
    logger = logging.getLogger("tradepost.test_logs")
    logger.propagate = False
    logger.handlers = [handler]
    logger.error("a worker met a bug with %s", "k.brenner@licht.example", exc_info=error)
    return stream.getvalue()


def read(words):
    try:
        int(words)
    except ValueError as error:
        raise KeyError(words) from error


def test_an_error_is_logged_without_its_words():
    with pytest.raises(KeyError) as caught:
        read("Dear Klaus")
    text = logged(caught.value)
    assert "KeyError" in text
    assert "because of ValueError" in text
    assert "test_logs.py" in text
    assert "Klaus" not in text
    assert "brenner" not in text


def test_a_chain_of_errors_that_ends_in_itself_is_told_once():
    error = ValueError()
    error.__cause__ = error
    assert places_of(error) == "ValueError"


def test_an_error_of_the_store_does_not_quote_the_row(store):
    with pytest.raises(sa.exc.IntegrityError) as caught, store.write("test") as unit:
        unit.session.add(Contact(name="Klaus Brenner", customer_id=None))
    assert "Brenner" not in str(caught.value)
