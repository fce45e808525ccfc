"""The syntax tree of schema.graphql: parsed and checked, or as that was kept.

Both are a tenth of a cold start and come to the same each time, as compiling Python does. So they are done
once, by `make` on a laptop and by `backend/Makefile` for the package, and kept beside it as bytecode is:

    python -m meter_reads.api.schema_document
"""

import pickle
from hashlib import sha256
from pathlib import Path

from graphql import DocumentNode, build_ast_schema, parse
from graphql import version as graphql_version

_HERE = Path(__file__).parent


def schema_document(folder: Path = _HERE) -> DocumentNode:
    """Raises TypeError or GraphQLError for a text that is no valid schema."""
    text, kept = _text(folder), _kept(folder)
    tree = kept.read_bytes() if kept.exists() else b""
    made_of = _made_of(text)
    if not tree.startswith(made_of):
        return _checked(text)
    # As trusted as the bytecode beside it: whoever could write the one could write the other.
    document: DocumentNode = pickle.loads(tree[len(made_of) :])  # noqa: S301
    return document


def keep_schema_document(folder: Path = _HERE) -> None:
    """Keeps the tree, behind a digest of what it was made of: it is not used for another text or library."""
    text = _text(folder)
    _kept(folder).write_bytes(_made_of(text) + pickle.dumps(_checked(text)))


def _text(folder: Path) -> str:
    return (folder / "schema.graphql").read_text("utf-8")


def _kept(folder: Path) -> Path:
    return folder / "schema.pickle"


def _checked(text: str) -> DocumentNode:
    document = parse(text, no_location=True)
    build_ast_schema(document)
    return document


def _made_of(text: str) -> bytes:
    return sha256(f"{graphql_version}\n{text}".encode()).digest()


if __name__ == "__main__":
    keep_schema_document()
