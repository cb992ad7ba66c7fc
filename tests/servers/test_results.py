from __future__ import annotations

from mcp.types import BlobResourceContents, CallToolResult, EmbeddedResource, ImageContent, TextContent

from sayso.servers.results import result_text


def text(*parts: str) -> list[TextContent]:
    return [TextContent(type="text", text=part) for part in parts]


def test_text_parts_are_joined() -> None:
    assert result_text(CallToolResult(content=[*text("one", "two")])) == "one\ntwo"


def test_structured_content_is_given_as_compact_json() -> None:
    result = CallToolResult(content=[], structured_content={"a": [1, "ü"]})
    assert result_text(result) == '{"a":[1,"ü"]}'


def test_structured_content_that_the_text_already_says_is_not_said_twice() -> None:
    result = CallToolResult(content=[*text('{"a": 1}')], structured_content={"a": 1})
    assert result_text(result) == '{"a": 1}'


def test_a_text_that_the_sdk_wrapped_as_a_result_is_not_said_twice() -> None:
    for key in ("result", "content"):
        assert result_text(CallToolResult(content=[*text("done")], structured_content={key: "done"})) == "done"


def test_structured_content_that_says_more_than_the_text_is_given_beside_it() -> None:
    result = CallToolResult(content=[*text("done")], structured_content={"result": "done", "count": 1})
    assert result_text(result) == 'done\n{"result":"done","count":1}'


def test_an_image_becomes_one_line_about_it_and_never_base64() -> None:
    result = CallToolResult(content=[ImageContent(type="image", data="QUJD" * 1000, mime_type="image/png")])
    assert result_text(result) == "[image, image/png, 3 kB: not shown]"


def test_a_binary_resource_becomes_one_line_about_it() -> None:
    resource = BlobResourceContents(uri="file:///x.bin", blob="QUJD")
    result = CallToolResult(content=[EmbeddedResource(type="resource", resource=resource)])
    assert result_text(result) == "[resource file:///x.bin, 3 bytes: not shown]"


def test_an_empty_result_is_said_to_be_one() -> None:
    assert result_text(CallToolResult(content=[])) == "(the tool ended without a result)"
