"""A text says itself in the language of whoever reads it, and in no other."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from filiere.core import Text, choose_language, current_language, source_language, use_language

WORDS = Text(fr="Bonjour !", en="Hello!")


def test_a_text_follows_the_language_of_the_reader() -> None:
    assert str(WORDS) == "Bonjour\u202f!"
    with use_language("en"):
        assert f"{WORDS}" == "Hello!"
        with use_language("fr"):
            assert str(WORDS) == "Bonjour\u202f!"
        assert str(WORDS) == "Hello!"
    assert current_language() == "fr"


def test_the_language_comes_back_after_a_fault() -> None:
    with pytest.raises(KeyError), use_language("en"):
        raise KeyError
    assert current_language() == "fr"


def test_a_reader_of_neither_reads_english() -> None:
    with use_language("es"):
        assert (source_language(), str(WORDS)) == ("en", "Hello!")


def test_two_readers_at_once_do_not_share_a_language() -> None:
    async def read(code: str, order: list[str]) -> str:
        choose_language(code)
        order.append(code)
        await asyncio.sleep(0)
        return str(WORDS)

    async def both() -> tuple[list[str], list[str]]:
        order: list[str] = []
        return await asyncio.gather(read("en", order), read("fr", order)), order

    said, order = asyncio.run(both())
    assert order == ["en", "fr"]
    assert said == ["Hello!", "Bonjour\u202f!"]


def test_a_thread_begins_in_french_unless_it_is_given_the_context_of_its_reader() -> None:
    with use_language("en"), ThreadPoolExecutor(1) as threads:
        assert threads.submit(str, WORDS).result() == "Bonjour\u202f!"
        assert threads.submit(copy_context().run, str, WORDS).result() == "Hello!"
