"""Words for the acts of the audit.

Belongs here: how an act reads. Does not belong here: writing one down (services) and reading them
(queries). An act without words of its own is shown as it was written.
"""

_WORDS = {
    ("made", "course"): "made the class",
    ("renamed", "course"): "gave the class another title",
    ("list saved", "course"): "saved the class list",
    ("changed", "student"): "changed a line of the list",
    ("removed", "student"): "took off the list",
    ("put back", "student"): "put back on the list",
    ("removed", "account"): "ended the part of",
    ("accepted", "invitation"): "accepted an invitation",
    ("revoked", "invitation"): "withdrew an invitation",
    ("sittings.create", "sitting"): "made the session",
    ("sittings.open", "sitting"): "opened the session",
    ("sittings.close", "sitting"): "closed joining of",
    ("sittings.end", "sitting"): "ended the session",
    ("sittings.seat", "sitting"): "placed people in",
    ("marks.release", "debate"): "released marks of",
    ("archives.ask", "archive"): "asked for an archive of packets",
    ("archives.cancel", "archive"): "cancelled an archive of packets",
    ("archives.delete", "archive"): "deleted an archive of packets",
    ("erasures.make", "student"): "erased a student",
    ("erasures.make", "seat"): "erased a guest",
    ("erasures.make", "sitting"): "erased names and texts of",
    ("retentions.set", "course"): "changed how long records are kept",
    ("proposals.accept", "proposal"): "accepted a proposed card",
    ("proposals.decline", "proposal"): "declined a proposed card",
    ("formats.create", "format"): "made a format",
    ("formats.change", "format"): "changed a format",
    ("formats.remove", "format"): "removed a format",
    ("seats.claim", "seat"): "took a seat",
}


def words(act: str, target_kind: str) -> str:
    """What somebody did, to be followed by the name of what they did it to."""
    known = _WORDS.get((act, target_kind))
    if known is not None:
        return known
    if act.startswith("invited "):
        return f"invited somebody as {act.removeprefix('invited ')}"
    if act.startswith("made ") and target_kind == "account":
        return f"gave the role of {act.removeprefix('made ')} to"
    return act.replace(".", " ").replace("_", " ")
