"""What the README claims, word for word, and where it is tested."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SURVIVES = "A message shown DELIVERED survives the loss of power of either node."


def test_the_claim_about_power_is_that_of_its_test() -> None:
    told = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    tested = REPOSITORY / "tests" / "scenario" / "kill" / "test_kill.py"
    assert f"\n{SURVIVES}\n" in told
    assert tested.read_text(encoding="utf-8").startswith(f'"""{SURVIVES}\n')
