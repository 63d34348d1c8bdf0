"""Archives: the packets of a session or of a whole class, made in the background."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Archive(Base):
    """One archive: asked for, made packet by packet, kept until somebody deletes it.

    Its file is `<slug>.zip` in the instance's folder of archives. Whoever works on it (`holder`)
    stamps `lease_ms`; when the stamp is too old, anybody takes over.
    """

    __tablename__ = "archives"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'running', 'done', 'cancelled', 'failed')", name="state"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    # None: every session of the class.
    sitting_id: Mapped[int | None] = mapped_column(
        ForeignKey("sittings.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(9), default="queued")
    done_n: Mapped[int] = mapped_column(default=0)
    total_n: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[Ms | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[str] = mapped_column(String(200), default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_ms: Mapped[Ms]
    finished_ms: Mapped[Ms | None]
    holder: Mapped[str] = mapped_column(String(16), default="")
    lease_ms: Mapped[Ms | None]
