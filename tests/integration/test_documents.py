"""Operations that are too much, refused before they cost anything; and those that are not, remembered."""

import json
import tracemalloc
from time import process_time

import graphql
import pytest

from meter_reads.api.documents import Documents
from meter_reads.api.errors import RequestRefused
from meter_reads.api.schema import schema

from .client import SUBMIT, Api
from .houses import House

_VALIDATION = "GRAPHQL_VALIDATION_FAILED"
_PARSE = "GRAPHQL_PARSE_FAILED"


def nested(levels: int) -> str:
    """A query of a chain of reading and meter, as deep as one likes: the schema has a cycle."""
    changes = "changes{changes{reading{meter{" * (levels // 4)
    return '{meter(id:"x"){' + changes + "id" + "}}}}" * (levels // 4) + "}}"


def doubled_fragments(count: int) -> str:
    """Each fragment spreads the next one twice, so the last is spread 2 ** count times."""
    parts = [f"fragment F{at} on Meter {{ ...F{at + 1} ...F{at + 1} }}" for at in range(count)]
    return (
        '{ meter(id: "x") { ...F0 } } '
        + " ".join(parts)
        + f" fragment F{count} on Meter {{ id fuel serial }}"
    )


def doubled_fields(count: int) -> str:
    """Each fragment takes two aliased fields of the next."""
    parts = [
        f"fragment F{at} on Reading {{ meter {{ changes {{ changes {{ a: reading {{ ...F{at + 1} }} "
        f"b: reading {{ ...F{at + 1} }} }} }} }} }}"
        for at in range(count)
    ]
    return (
        '{ meter(id: "x") { changes { changes { reading { ...F0 } } } } } '
        + " ".join(parts)
        + f" fragment F{count} on Reading {{ id }}"
    )


TOO_MUCH = {
    "100 levels": (nested(100), _VALIDATION, "deep"),
    "10 levels": (
        '{meter(id:"x"){changes(first:1){changes{reading{meter{changes(first:1){changes{reading{meter{id}}}}}}}}}}',
        _VALIDATION,
        "deep",
    ),
    "a dozen doubled fragments": (doubled_fragments(12), _VALIDATION, "large"),
    "forty doubled fragments": (doubled_fragments(40), _VALIDATION, "large"),
    "doubled fields": (doubled_fields(8), _VALIDATION, "too"),
    "levels hidden in fragments": (
        (
            '{ meter(id: "x") { ...A } }'
            " fragment A on Meter { changes(first: 1) { changes { reading { ...B } } } }"
            " fragment B on Reading { meter { changes(first: 1) { changes { reading { meter { id } } } } } }"
        ),
        _VALIDATION,
        "deep",
    ),
    "a cycle of fragments": (
        '{ meter(id: "x") { ...A } } fragment A on Meter { ...B } fragment B on Meter { id ...A }',
        _VALIDATION,
        "Cannot spread fragment",
    ),
    "a fragment of itself": (
        '{ meter(id: "x") { ...A } } fragment A on Meter { changes { changes { reading { meter { ...A } }}}}',
        _VALIDATION,
        "",
    ),
    "a chain of 120 fragments": (
        '{ meter(id: "x") { ...F0 } } '
        + " ".join(f"fragment F{at} on Meter {{ ...F{at + 1} }}" for at in range(120))
        + " fragment F120 on Meter { id nonsense }",
        _VALIDATION,
        "nonsense",
    ),
    "too many tokens": ("{ " + "__typename " * 1_000 + "}", _PARSE, "tokens"),
    "unbalanced and deep": ("{a" * 490, _PARSE, ""),
    "balanced and deep": ("{a" * 300 + "}" * 300, _PARSE, "deep"),
    "a deep list": ("{ meter(id: " + "[" * 480 + "]" * 480 + ") { id } }", _PARSE, ""),
    "a deep object": ("{ meter(id: " + "{a:" * 240 + "1" + "}" * 240 + ") { id } }", _PARSE, ""),
    "a deep type": ("query($a: " + "[" * 480 + "ID" + "]" * 480 + ") { viewer { role } }", _PARSE, ""),
    "deep inline fragments": ("{" + "...{" * 240 + "viewer{role}" + "}" * 241, _PARSE, "deep"),
    "10,000 comments": ("#\n" * 10_000 + "{ viewer { role } }", _PARSE, "comments"),
    "16 aliases": (
        "{" + " ".join(f"a{at}: viewer {{ role }}" for at in range(16)) + "}",
        _VALIDATION,
        "aliases",
    ),
    "aliases by fragments": (
        "{" + "...F " * 8 + "} fragment F on Query { a: viewer { role } b: viewer { role } }",
        _VALIDATION,
        "aliases",
    ),
    "51 directives": ("{ viewer { role " + "@include(if: true) " * 51 + "} }", _VALIDATION, "directives"),
    "51 directives on the operation": (
        "query " + "@x " * 51 + "{ viewer { role } }",
        _VALIDATION,
        "directives",
    ),
    "directives by fragments": (
        "{" + "...F " * 17 + "} fragment F on Query { viewer @skip(if: true) @include(if: true) "
        "{ role @skip(if: false) } }",
        _VALIDATION,
        "directives",
    ),
    "a page of pages": (
        (
            '{ meter(id: "x") { changes(first: 100) { changes { reading { meter { changes(first: 100) '
            "{ lastSequence } } } } } } }"
        ),
        _VALIDATION,
        "costly",
    ),
    "a page of pages by default": (
        '{ meter(id: "x") { changes { changes { reading { meter { changes { lastSequence } } } } } } }',
        _VALIDATION,
        "costly",
    ),
    "a page of a size to come": (
        (
            'query($n: Int!) { meter(id: "x") { changes(first: $n) { changes { reading { meter '
            "{ changes(first: $n) { lastSequence } } } } } } }"
        ),
        _VALIDATION,
        "costly",
    ),
    "a page of ten thousand digits": (
        '{ meter(id: "x") { changes(first: ' + "9" * 10_000 + ") { lastSequence } } }",
        _VALIDATION,
        "",
    ),
    "a number of ten thousand digits": ("{ meter(id: " + "9" * 10_000 + ") { id } }", None, ""),
    "a surrogate escaped in a string": ('{ meter(id: "\\ud800") { id } }', _PARSE, ""),
    "a braced surrogate": ('{ meter(id: "\\u{DFFF}") { id } }', _PARSE, ""),
    "a subscription": ("subscription { meterChanged { sequence } }", None, ""),
    "no operation": ("fragment F on Query { viewer { role } }", None, ""),
    "two operations": ("{ viewer { role } } query B { viewer { role } }", None, ""),
    "a definition": ("type Query { a: Int }", None, ""),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_an_operation_that_is_too_much_is_refused_quickly_and_says_why(kind: str, api: Api):
    query, code, why = TOO_MUCH[kind]
    began = process_time()

    answer = api.send(query)

    # Generous: what is refused here would otherwise take minutes, or bring the process down.
    assert process_time() - began < 2
    if code is None:
        assert answer.status < 500
        assert "INTERNAL" not in answer.content.decode()
        return
    errors = answer.json["errors"]
    assert {error["extensions"]["code"] for error in errors} == {code}
    assert any(why in error["message"] for error in errors), errors


JUST_ENOUGH = {
    "9 levels": '{meter(id:"x"){changes(first:1){changes{reading{meter{changes(first:1){changes{kind}}}}}}}}',
    "a viewer's costs": """{ viewer { accounts { meters { readings(first: 20) { edges { node {
        consumption { cost lines { label amount } } } } } } } } }""",
    "15 aliases": "{" + " ".join(f"a{at}: viewer {{ role }}" for at in range(15)) + "}",
    "50 directives": "{ viewer { " + "role @skip(if: false) @include(if: true) " * 25 + "} }",
    "a fragment twice": "{ a: meter(id: 1) { ...M } b: meter(id: 2) { ...M } } fragment M on Meter { id }",
    "a thousand blanks": "{ viewer { role } }" + " ," * 10_000,
}


@pytest.mark.parametrize("kind", JUST_ENOUGH)
def test_an_operation_that_is_just_within_the_limits_is_executed(kind: str, api: Api):
    assert api.send(JUST_ENOUGH[kind]).data is not None


def test_the_sites_own_operations_are_well_within_the_limits(api: Api):
    assert api.send(SUBMIT, {}).code == "BAD_USER_INPUT"


def test_a_document_is_parsed_and_validated_once(monkeypatch: pytest.MonkeyPatch, api: Api):
    parsed = []
    parse = graphql.parse

    def counting(*arguments: object, **options: object) -> graphql.DocumentNode:
        parsed.append(arguments)
        return parse(*arguments, **options)

    monkeypatch.setattr("meter_reads.api.documents.parse", counting)

    for _ in range(3):
        api.send("query OnlyOnce { viewer { role } }")
    assert len(parsed) == 1


def test_a_remembered_document_is_the_very_same():
    documents = Documents(schema(), development=False)

    assert documents.document("{ viewer { role } }") is documents.document("{ viewer { role } }")
    assert documents.document("{ viewer { role } }") is not documents.document("{ viewer { role }  }")


def test_refused_documents_are_not_remembered_and_remembered_ones_are_few():
    documents = Documents(schema(), development=False)
    for at in range(300):
        documents.document(f"query Q{at} {{ viewer {{ role }} }}")
        with pytest.raises(RequestRefused):
            documents.document(f"query Q{at} {{ nonsense }}")

    assert len(documents._ready) <= 128


def test_the_memory_for_documents_is_bounded_by_their_texts():
    documents = Documents(schema(), development=False)
    for at in range(20):
        documents.document("#" + "x" * 90_000 + f"\nquery Q{at} {{ viewer {{ role }} }}")
        documents.document(f"query R{at} {{ viewer {{ role }} }}")

    assert documents._characters == sum(map(len, documents._ready)) < 150_000


def test_what_a_document_takes_is_in_proportion_to_its_text():
    documents = Documents(schema(), development=False)
    query = "{viewer{meters{" + "id " * 280 + "}}}"
    tracemalloc.start()
    try:
        documents.document(query)
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()

    # So that 150,000 characters are no danger to a Lambda of 512 MB.
    assert used < 400 * len(query)


def test_introspection_is_for_development_only(api: Api, development_app: object):
    developer = Api(development_app)  # type: ignore[arg-type]
    for query in (
        "{ __schema { types { name } } }",
        '{ __type(name: "Meter") { name } }',
        '{ a: __type(name: "Meter") { fields { name } } }',
        '{ ...F } fragment F on Query { __type(name: "Meter") { name } }',
    ):
        assert {error["extensions"]["code"] for error in api.send(query).json["errors"]} == {_VALIDATION}
        assert developer.send(query).data
    assert developer.send(graphql.get_introspection_query(input_value_deprecation=True)).data["__schema"]
    assert api.send("{ __typename }").data == {"__typename": "Query"}


def suggestions_asked_for() -> dict[str, tuple[str, dict[str, object]]]:
    """Slips for which GraphQL libraries like to suggest the right name."""
    start = "mutation($input: StartGuestJourneyInput!) { startGuestJourney(input: $input) { __typename } }"
    submit = "mutation($input: SubmitReadingInput!) { submitReading(input: $input) { __typename } }"
    return {
        "field": ("{ viewr { role } }", {}),
        "argument": ('{ meter(idd: "x") { id } }', {}),
        "type": ("query($a: StartGuestJourneyInputt) { viewer { role } }", {}),
        "fragment type": ("{ ...F } fragment F on Queri { viewer { role } }", {}),
        "directive": ("{ viewer @inclde(if: true) { role } }", {}),
        "directive argument": ("{ viewer @include(iff: true) { role } }", {}),
        "union member": ("{ receipt(reference: 1, signature: 1) { __typename } ... on Meters { id } }", {}),
        "field of a union": ('mutation { startGuestJourney(input: {postcode: ""}) { token } }', {}),
        "input field literal": ('mutation { startGuestJourney(input: {postcod: ""}) { __typename } }', {}),
        "input field": (start, {"input": {"postcod": "", "postcode": ""}}),
        "nested input field": (submit, {"input": {"registers": [{"registr": "1"}]}}),
    }


@pytest.mark.parametrize("kind", suggestions_asked_for())
def test_production_never_says_what_was_perhaps_meant(kind: str, api: Api):
    query, variables = suggestions_asked_for()[kind]

    answer = api.send(query, variables)

    assert answer.json["errors"]
    assert b"Did you mean" not in answer.content
    assert b"did you mean" not in answer.content.lower()


def test_development_does_say_so(development_app: object):
    assert b"Did you mean" in Api(development_app).send("{ viewr { role } }").content  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("variables", "fields"),
    [
        ({}, ["input"]),
        ({"input": None}, ["input"]),
        ({"input": "x"}, ["input"]),
        ({"input": []}, ["input"]),
        ({"input": {}}, ["input"]),
        ({"input": {"meterId": None}}, ["input.meterId"]),
        ({"input": {"meterId": {}}}, ["input.meterId"]),
        ({"input": {"meterId": True}}, ["input.meterId"]),
        ({"input": {"readDate": "2026-02-30"}}, ["input.readDate"]),
        ({"input": {"readDate": "20260201"}}, ["input.readDate"]),
        ({"input": {"readDate": 20260201}}, ["input.readDate"]),
        ({"input": {"registers": [{"register": "1", "value": 46180}]}}, ["input.registers[0].value"]),
        ({"input": {"registers": [None]}}, ["input.registers[0]"]),
        ({"input": {"registers": None}}, ["input.registers"]),
        ({"input": {"nonsense: at .x": 1}}, ["input"]),
        ({"input": {"idempotencyKey": 1.5}}, ["input.idempotencyKey"]),
    ],
    ids=json.dumps,
)
def test_a_variable_of_the_wrong_form_names_its_field(
    variables: dict[str, object], fields: list[str], api: Api
):
    whole = {
        "meterId": "x",
        "readDate": "2026-02-01",
        "registers": [{"register": "1", "value": "1"}],
        "idempotencyKey": "k",
    }
    if isinstance(variables.get("input"), dict) and variables["input"]:
        variables = {"input": {**whole, **variables["input"]}}

    errors = api.send(SUBMIT, variables).json["errors"]

    assert {error["extensions"]["code"] for error in errors} == {"BAD_USER_INPUT"}
    assert {error["extensions"]["field"] for error in errors} >= set(fields)


@pytest.mark.parametrize("argument", ["first", "after"])
def test_null_for_an_argument_with_a_default_is_refused(argument: str, house: House, api: Api):
    api.start(**house.proof)
    query = (
        f'query($n: Int) {{ meter(id: "{house.meter.id}") {{ changes({argument}: %s) {{ lastSequence }} }} }}'
    )

    literal, variable, absent = (
        api.send(query % "null"),
        api.send(query % "$n", {"n": None}),
        api.send(query % "$n", {}),
    )

    assert {error["extensions"]["code"] for error in literal.json["errors"]} == {_VALIDATION}
    assert variable.code == "BAD_USER_INPUT"
    assert absent.data["meter"]["changes"] == {"lastSequence": 1}
