"""Names of lines of argument on the flow sheet."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base


class FlowLine(Base):
    """The name that a moderator gave a line, by its first point (any version of it); "" is none."""

    __tablename__ = "flow_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str]
