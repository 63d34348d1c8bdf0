"""The description of the files names everything that is in them."""

from pathlib import Path

from debate.export import flow, moderation_log, scores, transcripts_csv, transcripts_xlsx
from tests.export import files
from tests.export.played import Play

README = Path(__file__).resolve().parents[2] / "debate" / "export" / "README.md"
OF_THE_SCHEMA = {"schema", "records", "head", "labels", "label_salts", "digests"}


def test_every_column_and_section_is_described(released: Play) -> None:
    text = README.read_text(encoding="utf-8")
    document = files.document(released)
    sheets = (transcripts_xlsx.PEOPLE, transcripts_xlsx.CARDS, transcripts_xlsx.MODERATION)
    names = {name for columns in (*sheets, transcripts_xlsx.POLLS) for name in columns}
    names |= {
        *transcripts_csv.COLUMNS,
        *flow.COLUMNS,
        *moderation_log.COLUMNS,
        *scores.COLUMNS,
        *scores.TEAM_COLUMNS,
        *document.keys() - OF_THE_SCHEMA,
    }
    for section in ("people", "steps", "speeches", "points", "duties", "moderation", "cards"):
        names |= document[section][0].keys()
    assert not [name for name in sorted(names) if f"`{name}`" not in text]
