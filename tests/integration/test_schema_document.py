"""The tree of the schema that is kept beside its text."""

import shutil
from pathlib import Path

import pytest
from graphql import GraphQLSyntaxError, print_ast

from meter_reads.api import schema_document as module
from meter_reads.api.schema_document import keep_schema_document, schema_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(Path(module.__file__).with_name("schema.graphql"), tmp_path)
    return tmp_path


def test_the_tree_that_is_kept_is_the_one_that_the_text_has(folder: Path):
    parsed = schema_document(folder)

    keep_schema_document(folder)

    assert print_ast(schema_document(folder)) == print_ast(parsed)


def test_a_tree_of_another_text_is_not_used(folder: Path):
    keep_schema_document(folder)
    text = folder / "schema.graphql"

    text.write_text(f"{text.read_text()}\nscalar Other")

    assert "scalar Other" in print_ast(schema_document(folder))


@pytest.mark.parametrize(
    ("text", "error"),
    [("type Query {", GraphQLSyntaxError), ("type Query { a: NotThere }", TypeError)],
)
def test_a_text_that_is_no_schema_is_neither_served_nor_kept(text: str, error: type[Exception], folder: Path):
    (folder / "schema.graphql").write_text(text)

    with pytest.raises(error):
        schema_document(folder)
    with pytest.raises(error):
        keep_schema_document(folder)
    assert not (folder / "schema.pickle").exists()
