"""Make the golden pictures of the example agreements, in words and as drawings.

python tests/golden/agreement/make_show.py
"""

from __future__ import annotations

from pathlib import Path

from thalweg.agreement.load import load
from thalweg.agreement.show import svg, text

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"


def made() -> dict[str, str]:
    """Return each golden file's text by its name."""
    found = {}
    for name in ("euphrates", "grammar"):
        agreement = load(EXAMPLES / name / "agreement.yaml")
        found[f"{name}.txt"] = text(agreement)
        found[f"{name}.svg"] = svg(agreement)
    return found


if __name__ == "__main__":
    for file, content in made().items():
        (HERE / file).write_text(content, "utf-8")
