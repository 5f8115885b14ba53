"""Files that people name: read whole, or refused with what to do about it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from registry.commands import main
from registry.errors import RegistryError
from registry.files import file_text


def test_a_text_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes("\ufeffSở Y tế".encode())
    assert file_text(path) == "Sở Y tế"


def test_what_is_not_utf8_is_refused_by_its_line_and_no_letter_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes('[[source]]\nslug = "so-y-te"\ntitle_vi = "Sở"\n'.encode("utf-16-le"))
    with pytest.raises(RegistryError) as refusal:
        file_text(path)
    assert "dòng 3" in refusal.value.vi and "line 3" in refusal.value.en
    done = CliRunner().invoke(main, ["source", "load", str(path), "--data", str(tmp_path)])
    assert done.exit_code == 1 and "UTF-8" in done.stderr


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["source", "load", str(tmp_path / "khong-co"), "--data", str(tmp_path)])
    assert done.exit_code == 1 and "không có tệp này" in done.stderr and "no such file" in done.stderr
