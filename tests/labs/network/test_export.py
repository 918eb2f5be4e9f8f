"""Tests of the network lab as a drawing."""

from xml.etree import ElementTree

from simulator.app.export import save_svg


def test_the_page_is_saved_as_a_drawing(page, tmp_path):
    """The SVG has the lab's words and curves as text and paths, not as one picture."""
    page.frame.player.go_to(12)
    save_svg(page, tmp_path / "network.svg")
    tree = ElementTree.parse(tmp_path / "network.svg")  # noqa: S314 - written by ourselves
    tags = [element.tag.rpartition("}")[2] for element in tree.iter()]
    words = " ".join(element.text or "" for element in tree.iter())
    assert tags.count("path") > 200
    assert "∂ 0.217" in words
