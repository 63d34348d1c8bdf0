"""What an answer says, without what is new in every answer: form tokens, keys and tickets."""

import io
import re
import zipfile

_NEW_EACH_TIME = re.compile(
    rb'(?<=name="csrf_token" value=")[^"]+|(?<=name="csrf-token" content=")[^"]+'
    rb'|(?<=name="key" value=")[\w-]{24}|(?<=name="tab" value=")[\w-]{24}'
    rb'|(?<=data-key=")[\w-]{24}|(?<="ticket":")[^"]+'
)


def without_tokens(body: bytes) -> bytes:
    """The body without its tokens and keys; of an archive what is in it, without times."""
    return _NEW_EACH_TIME.sub(b"", unpacked(body))


def unpacked(body: bytes) -> bytes:
    """The body, or where it is an archive the names and bytes of all files in it."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as bundle:
        return b"\n".join(name.encode() + b"\n" + bundle.read(name) for name in bundle.namelist())
