"""Formats that can be chosen. A debate keeps a copy of its own."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base


class Format(Base):
    """A debate format as data; `definition` is the JSON of `domain.formats.as_data`."""

    __tablename__ = "formats"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int]
    definition: Mapped[str]
