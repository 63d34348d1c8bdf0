"""A rubric as the YAML file that `seeds/rubrics` holds and that can be imported again."""

from debate.domain.rubrics import Rubric
from debate.export.decks_yaml import Block, Flow, document

HEAD = "# Weights in percent. One descriptor a level, the lowest first.\n"


def yaml(rubric: Rubric) -> bytes:
    """The bytes of the file, UTF-8."""
    note = {"note": Block(rubric.note, always=True)} if rubric.note else {}
    return (
        HEAD
        + document(
            {
                "slug": rubric.slug,
                "title": rubric.title,
                **note,
                "levels": Flow(rubric.levels),
                "criteria": [
                    {
                        "slug": criterion.slug,
                        "name": criterion.name,
                        "weight": str(criterion.weight),
                        "descriptors": list(criterion.descriptors),
                    }
                    for criterion in rubric.criteria
                ],
            }
        )
    ).encode()
