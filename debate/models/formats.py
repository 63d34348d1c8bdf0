"""Formats that can be chosen. A debate keeps a copy of its own, so a change reaches no debate."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base


class Format(Base):
    """A debate format as data; `definition` is the JSON of `domain.formats.as_data`.

    One without a class came with files and is everybody's to read; one with one is edited there.
    `version` counts its changes in the browser, so that nobody overwrites what they have not seen.
    """

    __tablename__ = "formats"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int | None] = mapped_column(
        ForeignKey("courses.id", ondelete="CASCADE"), index=True
    )
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    definition: Mapped[str]
