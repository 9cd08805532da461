import gzip
import io
import json
import re
import tarfile
import zipfile
from email.message import EmailMessage

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.errors import UnreadableFile
from index.readers import source as limits
from index.readers.read import read

PAGE = "<html><head><title>Page</title></head><body><p>The two ministers signed an accord.</p></body></html>"


def collect(folder, name, data):
    """Return path, text and declared of all documents of a file, and the error that ended it."""
    path = folder / name
    path.write_bytes(data)
    found = []
    try:
        found.extend(read(path, name=name))
    except UnreadableFile as error:
        return found, error
    return found, None


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return buffer.getvalue()


MEMBERS = {
    "a.txt": b"First",
    "sub/b.html": PAGE.encode(),
    "photo.png": b"\x89PNG",
    "a.meta.json": b'{"title": "Named"}',
    "bad.meta.json": b"{",
}


@pytest.mark.parametrize("pack", [zipped, tarred, lambda members: gzip.compress(tarred(members))])
def test_archives_give_a_document_a_member_with_its_side_file(tmp_path, pack):
    name = {zipped: "x.zip", tarred: "x.tar"}.get(pack, "x.tar.gz")
    found, error = collect(tmp_path, name, pack(MEMBERS))
    assert error is None
    assert [document.path for document in found] == [f"{name}#a.txt", f"{name}#sub/b.html"]
    assert found[0].declared["title"] == "Named"


def test_a_compressed_file_keeps_its_own_name(tmp_path):
    found, _ = collect(tmp_path, "a.html.gz", gzip.compress(PAGE.encode()))
    assert [document.path for document in found] == ["a.html.gz"]


def test_broken_members_are_reported_after_the_good_ones(tmp_path):
    found, error = collect(
        tmp_path, "x.zip", zipped({"e.txt": b"", "a.txt": b"Good", "f.txt": b"", "g.txt": b"", "h.txt": b""})
    )
    assert [document.text for document in found] == ["Good"]
    assert str(error) == (
        "x.zip: 4 of its members can't be read (1 can): "
        "x.zip#e.txt is empty; x.zip#f.txt is empty; x.zip#g.txt is empty and 1 more"
    )


def test_an_archive_without_releases_says_so(tmp_path):
    assert "holds no file of a known type" in str(collect(tmp_path, "x.zip", zipped({"a.png": b"x"}))[1])


def test_bombs_are_refused_by_ratio_depth_and_total(tmp_path, monkeypatch):
    assert "as archive bombs do" in str(collect(tmp_path, "b.txt.gz", gzip.compress(b"0" * 40_000_000))[1])
    nested = zipped({"a.txt": b"x"})
    for _ in range(8):
        nested = zipped({"n.zip": nested})
    assert "archives deep" in str(collect(tmp_path, "n.zip", nested)[1])
    monkeypatch.setattr(limits.Allowance.__init__, "__defaults__", (3, 1000))
    assert "unpacks to more than" in str(
        collect(tmp_path, "t.zip", zipped({"a.txt": b"12", "b.txt": b"34", "c.txt": b"5"}))[1]
    )
    monkeypatch.setattr(limits.Allowance.__init__, "__defaults__", (1000, 1))
    assert "holds more than" in str(collect(tmp_path, "m.zip", zipped({"a.txt": b"12", "b.txt": b"34"}))[1])


def test_an_encrypted_member_is_reported(tmp_path):
    data = bytearray(zipped({"a.txt": b"secret"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert "encrypted" in str(collect(tmp_path, "x.zip", bytes(data))[1])


def test_archives_in_archives_name_the_way_to_each_release(tmp_path):
    inner = zipped({"a.txt": b"Deep", "b.jsonl": b'{"id": "7", "body": "Row"}'})
    found, error = collect(
        tmp_path, "x.tgz", gzip.compress(tarred({"in/inner.zip": inner, "c.txt.gz": gzip.compress(b"C")}))
    )
    assert error is None
    assert [(document.path, document.text) for document in found] == [
        ("x.tgz#in/inner.zip#a.txt", "Deep"),
        ("x.tgz#in/inner.zip#b.jsonl#7", "Row"),
        ("x.tgz#c.txt.gz", "C"),
    ]


def test_members_that_name_places_outside_are_read_and_written_nowhere(tmp_path):
    names = ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a/../../evil.txt"]
    (tmp_path / "in").mkdir()
    for name, pack in (("x.zip", zipped), ("x.tar", tarred)):
        found, error = collect(tmp_path / "in", name, pack(dict.fromkeys(names, b"Text")))
        assert (len(found), error) == (4, None)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["x.tar", "x.zip"]


def test_links_and_devices_in_archives_are_no_releases(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "Text")
    assert [document.path for document in collect(tmp_path, "x.zip", buffer.getvalue())[0]] == ["x.zip#a.txt"]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, kind in (
            ("zero.txt", tarfile.CHRTYPE),
            ("pipe.txt", tarfile.FIFOTYPE),
            ("hard.txt", tarfile.LNKTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.devmajor, member.devminor = kind, "/etc/passwd", 1, 5
            tar.addfile(member)
    assert "holds no file of a known type" in str(collect(tmp_path, "x.tar", buffer.getvalue())[1])


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.zip", zipped({"a.txt": b"Text " * 1_000})[:-40], "is damaged"),
        ("x.tar", tarred({"a.txt": b"Text " * 1_000})[:2_000], "is damaged"),
        ("x.txt.gz", gzip.compress(b"Text " * 1_000)[:-12], "is damaged"),
        ("x.txt.gz", gzip.compress(b"Text") + b"rest", "is damaged"),
        ("x.warc.gz", gzip.compress(b"WARC/1.0\r\n") * 3, "holds no file|is damaged"),
    ],
    ids=["zip", "tar", "gz", "gz and more", "warc"],
)
def test_cut_archives_are_reported(tmp_path, name, data, reason):
    found, error = collect(tmp_path, name, data)
    assert found == []
    assert re.search(reason, str(error))


def test_a_member_that_lies_about_its_size_is_refused(tmp_path):
    data = bytearray(zipped({"a.txt": b"0" * 3_000_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (1_000).to_bytes(4, "little")
    found, error = collect(tmp_path, "x.zip", bytes(data))
    assert [len(document.text) for document in found] in ([], [1_000])
    assert error is None or "a.txt" in str(error)


def message(**parts):
    mail = EmailMessage()
    mail["Subject"] = "Accord signed"
    mail["From"] = "Press Office <press@example.org>"
    mail["Date"] = "Fri, 07 Nov 2014 19:20:00 +0300"
    if "plain" in parts:
        mail.set_content(parts["plain"], charset="iso-8859-1")
    if "html" in parts:
        (mail.add_alternative if "plain" in parts else mail.set_content)(parts["html"], subtype="html")
    return mail


def test_mail_prefers_its_plain_part_and_declares_its_headers(tmp_path):
    found, _ = collect(tmp_path, "a.eml", bytes(message(plain="Señores,\nel texto.\n", html=PAGE)))
    (document,) = found
    assert document.text == "Señores,\nel texto."
    assert {key: value for key, value in document.declared.items() if ":" not in key} == {
        "title": "Accord signed",
        "source": "Press Office",
        "date": "Fri, 07 Nov 2014 19:20:00 +0300",
    }


def test_mail_in_html_is_read_as_a_page_under_its_subject(tmp_path):
    (document,), _ = collect(tmp_path, "a.eml", bytes(message(html=PAGE)))
    assert "signed an accord" in document.text
    assert document.declared["title"] == "Accord signed"


def test_attachments_are_further_documents_by_their_type(tmp_path):
    mail = message(plain="See the attached.")
    mail.add_attachment(b"An attached release", maintype="text", subtype="plain", filename="release.txt")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="seal.png")
    mail.add_attachment(message(plain="Forwarded text"), filename="forward.eml")
    found, error = collect(tmp_path, "a.eml", bytes(mail))
    assert error is None
    assert [document.path for document in found] == ["a.eml", "a.eml#release.txt", "a.eml#forward.eml"]


def test_json_lines_map_their_fields_and_go_on_past_broken_lines(tmp_path):
    lines = [
        json.dumps({"id": "7", "headline": "T", "published": "2014", "text": "Body"}),
        "{broken",
        "",
        "[]",
        json.dumps({"content": "<p>In markup</p>", "Publisher": ["P"]}),
        json.dumps({"id": "7", "body": "Same id"}),
    ]
    found, error = collect(tmp_path, "a.jsonl", "\n".join(lines).encode())
    assert [(document.path, document.text) for document in found] == [
        ("a.jsonl#7", "Body"),
        ("a.jsonl#5", "In markup"),
        ("a.jsonl#7-2", "Same id"),
    ]
    assert (found[0].declared["date"], found[1].declared["source"]) == ("2014", "P")
    assert "2 of its members can't be read" in str(error)


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ({"title": "T", "body": "One"}, ["a.json"]),
        ([{"body": "One"}, {"body": "Two"}], ["a.json#1", "a.json#2"]),
        ({"count": 1, "results": [{"slug": "x", "body": "One"}]}, ["a.json#x"]),
    ],
)
def test_json_holds_one_release_a_list_or_a_list_in_an_object(tmp_path, value, paths):
    assert [document.path for document in collect(tmp_path, "a.json", json.dumps(value).encode())[0]] == paths


RSS = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaaa">]>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Press office</title><language>es</language>
<item><title>Uno &x;</title><guid>g1</guid><pubDate>Fri, 07 Nov 2014 19:20:00 GMT</pubDate>
<description>short</description>
<content:encoded><![CDATA[<p>Long text</p>]]></content:encoded></item>
<item><title>Dos</title><link>https://example.org/2</link><dc:date>2014-11-08</dc:date></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><title>Office</title>
<entry><title>T</title><id>i1</id>
<link href="https://example.org/1"/><published>2014-11-07</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Body</p></div></content></entry></feed>"""


def test_rss_items_are_documents_and_entities_stay_unresolved(tmp_path):
    found, error = collect(tmp_path, "a.rss", RSS.encode())
    assert error is None
    assert [(document.path, document.text) for document in found] == [
        ("a.rss#g1", "Long text"),
        ("a.rss#https://example.org/2", "Dos"),
    ]
    assert {key: found[0].declared[key] for key in ("title", "date", "source", "language")} == {
        "title": "Uno &x;",
        "date": "Fri, 07 Nov 2014 19:20:00 GMT",
        "source": "Press office",
        "language": "es",
    }


def test_entities_that_grow_are_not_resolved(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    feed = f'<!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]><rss><channel><item><title>T &l11;</title></item></channel></rss>'
    (document,), _ = collect(tmp_path, "a.rss", feed.encode())
    assert len(document.text) < 20
    (page,), _ = collect(tmp_path, "a.html", f"<!DOCTYPE html [{laughs}]><p>The accord &l11; was signed.</p>".encode())
    assert len(page.text) < 1_000


def test_an_item_within_another_is_part_of_it(tmp_path):
    feed = "<feed><title>Office</title>" + "<entry><title>T</title><content><p>Body</p>" * 99
    found, _ = collect(tmp_path, "a.atom", feed.encode())
    assert [document.path for document in found] == ["a.atom#1"]


def test_atom_entries_are_documents(tmp_path):
    (document,), _ = collect(tmp_path, "a.xml", ATOM.encode())
    assert (document.path, document.text, document.declared["url"], document.declared["language"]) == (
        "a.xml#i1",
        "Body",
        "https://example.org/1",
        "ko",
    )


def crawl(records):
    """Return a compressed WARC, one gzip member a record as crawlers write it."""
    written = []
    for url, status, media, body in records:
        http = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\n"
        written.append(gzip.compress(f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"))
    return b"".join(written)


def test_what_is_wrong_with_a_warc_is_not_written_to_the_terminal(tmp_path, capsys, caplog):
    broken = crawl([("https://example.org/\x1b]0;x\x07 y", "200 OK", "text/html", PAGE.encode())])
    data = gzip.decompress(broken).rstrip() + b" text after a record\r\n"
    assert len(collect(tmp_path, "a.warc", data * 2)[0]) == 2
    assert (capsys.readouterr(), caplog.messages) == (("", ""), [])


def test_warc_gives_the_pages_that_were_found(tmp_path):
    data = crawl(
        [
            ("https://example.org/1", "200 OK", "text/html; charset=koi8-r", "<p>Привет, мир</p>".encode("koi8-r")),
            ("https://example.org/2", "404 Not Found", "text/html", PAGE.encode()),
            ("https://example.org/3", "200 OK", "image/png", b"\x89PNG"),
            ("https://example.org/4", "200 OK", "text/plain", b"Plain"),
        ]
    )
    found, error = collect(tmp_path, "a.warc.gz", data)
    assert error is None
    assert [(document.path, document.text) for document in found] == [
        ("a.warc.gz#https://example.org/1", "Привет, мир"),
        ("a.warc.gz#https://example.org/4", "Plain"),
    ]
    assert found[0].declared["url"] == "https://example.org/1"


def pdf(text="", password=None):
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    lines = " T* ".join(f"({line}) Tj" for line in text.split("\n"))
    stream.set_data(f"BT /F1 12 Tf 14 TL 10 200 Td {lines} ET".encode())
    page[NameObject("/Contents")] = stream
    writer.add_metadata({"/Title": "Accord"})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_pdf_text_is_read_and_words_parted_at_line_ends_joined(tmp_path):
    (document,), _ = collect(tmp_path, "a.pdf", pdf("An accord on coopera-\ntion was signed."))
    assert (document.text, document.declared["title"]) == ("An accord on cooperation was signed.", "Accord")


def test_a_pdf_without_text_and_an_encrypted_one_are_reported(tmp_path):
    assert "only pictures" in str(collect(tmp_path, "a.pdf", pdf())[1])
    assert "is encrypted" in str(collect(tmp_path, "a.pdf", pdf("x", password="secret"))[1])
    assert collect(tmp_path, "a.pdf", pdf("Open to all", password=""))[0][0].text == "Open to all"
