"""Letters about power and about one's own account: to the person, and to those who must know.

Letters belong to an upper app, which says here how they are written (`register_post`). An account that was closed or
erased gets none. Each letter is written in the transaction of the act that it tells of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from filiere.core import Text
from filiere.site.accounts.permissions import Permission

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

Post = Callable[..., Any]
_post: list[Post] = []


def register_post(post: Post) -> Post:
    """Say how letters reach people who have an account; the app of letters, above this one, does."""
    _post[:] = [post]
    return post


def write_to(people: Iterable[User], *, subject: Text, body: Text, kind: str, about: str = "", link: str = "") -> None:
    """Write the same letter to each of these people, in their language, once each."""
    for post in _post:
        post(to=people, subject=subject, body=greeted(body), kind=kind, about=about, link=link)


def greeted(body: Text) -> Text:
    """The body of a letter under its greeting."""
    return Text(fr=f"Bonjour,\n\n{body.fr}", en=f"Hello,\n\n{body.en}")


def administrators() -> list[User]:
    """Whoever may give roles now, by name."""
    from filiere.site.accounts.approvals import holders_of

    return holders_of(Permission.ACCOUNT_GRANT)
