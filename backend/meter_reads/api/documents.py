"""Documents made ready for execution: counted, parsed, limited, validated, and remembered.

Validation is half of the work of a small operation, and clients send the same few documents all day.
"""

from collections import OrderedDict
from threading import Lock

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)

from meter_reads.api.document_limits import limit_errors
from meter_reads.api.errors import ErrorCode, document_refused

MAX_TOKENS = 1_000
_MAX_ERRORS = 10
_REMEMBERED = 128
# A parsed document takes some 200 bytes for each character of its text: all together, 30 MB.
_CHARACTERS_REMEMBERED = 150_000


class Documents:
    """Turns query texts into valid documents of a schema. Safe to use from several threads."""

    def __init__(self, schema: GraphQLSchema, *, development: bool) -> None:
        self._schema = schema
        self._development = development
        self._rules = list(specified_rules)
        if not development:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self._ready: OrderedDict[str, DocumentNode] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def document(self, query: str) -> DocumentNode:
        """The document of a query text. Raises RequestRefused that says all that is wrong with it."""
        with self._lock:
            ready = self._ready.get(query)
            if ready is not None:
                self._ready.move_to_end(query)
                return ready
        document = self._valid(query)
        self._remember(query, document)
        return document

    def _remember(self, query: str, document: DocumentNode) -> None:
        with self._lock:
            if query not in self._ready:
                self._characters += len(query)
            self._ready[query] = document
            while len(self._ready) > _REMEMBERED or self._characters > _CHARACTERS_REMEMBERED:
                forgotten, _ = self._ready.popitem(last=False)
                self._characters -= len(forgotten)

    def _valid(self, query: str) -> DocumentNode:
        try:
            document = parse(
                query,
                max_lexical_tokens=MAX_TOKENS,
                max_comments=MAX_TOKENS,
            )
        except GraphQLError as error:
            raise document_refused([error], ErrorCode.GRAPHQL_PARSE_FAILED) from error
        errors = limit_errors(self._schema, document) or validate(
            self._schema,
            document,
            self._rules,
            max_errors=_MAX_ERRORS,
            hide_suggestions=not self._development,
        )
        if errors:
            raise document_refused(errors, ErrorCode.GRAPHQL_VALIDATION_FAILED)
        return document
