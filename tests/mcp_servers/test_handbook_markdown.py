"""Pages cut into passages that can be read aloud."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.handbook.markdown import LONGEST, Passage, read_markdown

PAGE = """\
# Getting **here**

Come by [tram](https://tram.example "Tram"), or _walk_.
It is not `far`.

## What to bring

- your *card*
- a list of medicines!
1. some time

| when | where |
|------|-------|
| nine | here  |

```
# not a heading
```

### Snake_case stays #

> Quoted 2 * 3 * 4 words.
<!-- a note -->
"""


def test_a_page_becomes_its_title_and_passages_without_marks() -> None:
    page = read_markdown("getting-here", PAGE)
    assert (page.title, page.source) == ("Getting here", PAGE)
    assert page.passages == (
        Passage("", "Come by tram, or walk. It is not far."),
        Passage("What to bring", "your card. a list of medicines! some time. when where nine here # not a heading"),
        Passage("Snake_case stays", "Quoted 2 * 3 * 4 words."),
    )


def test_a_page_without_a_heading_is_called_by_its_name() -> None:
    assert read_markdown("staff/who-we-are", "Just words.").title == "Who we are"


def test_a_long_section_is_cut_between_paragraphs() -> None:
    paragraph = "word " * 80
    page = read_markdown("long", "\n\n".join([paragraph] * 4))
    assert len(page.passages) == 4
    assert all(len(passage.text) <= LONGEST for passage in page.passages)


@given(st.text() | st.text(st.sampled_from("#*_`[]()!|- \n<>1.a")))
def test_any_file_makes_a_page(source: str) -> None:
    page = read_markdown("any", source)
    assert page.source == source
    assert all(passage.text.strip() for passage in page.passages)
