"""What the tests of the programs read from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.program import KEPT, ROOT, environment, program

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

TWO_PARTS = "import os; os.write(1, b'half: \\xe2\\x94'); input(); os.write(1, b'\\x80 whole\\n'); input()"
BROKEN = "import os; os.write(1, b'half: \\xe2 whole\\n'); input()"


async def test_a_letter_that_comes_in_two_parts_is_read_as_one(tmp_path: Path) -> None:
    async with program("-c", TWO_PARTS, cwd=tmp_path) as writer:
        await writer.says("half: ")
        writer.write("\n")
        await writer.says("\u2500 whole")


async def test_output_that_is_no_text_is_said_at_once(tmp_path: Path) -> None:
    async with program("-c", BROKEN, cwd=tmp_path) as writer:
        with pytest.raises(UnicodeDecodeError):
            await writer.says("whole")


def test_what_the_default_servers_keep_is_not_in_the_developers_own_folder() -> None:
    for name, path in KEPT.items():
        assert environment()[name] == path
        assert ROOT not in Path(path).parents
