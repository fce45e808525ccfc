"""Who may read which field: every field of the schema is tried as every role and compared with
who_reads_what.txt, so that a field without a rule, or a rule that nobody meant, fails here.
"""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ariadne import make_executable_schema
from graphql import GraphQLObjectType, GraphQLSchema, is_introspection_type

import meter_reads.api.schema as schema_module
from meter_reads.api.authorisation import UnruledField, authorise
from meter_reads.api.schema import schema
from meter_reads.journey.callers import Caller, Customer, Guest, Nobody, Staff
from meter_reads.journey.refusals import Forbidden, Unauthenticated

LATER = datetime(2030, 1, 1, tzinfo=UTC)
CALLERS: dict[str, Caller] = {
    "nobody": Nobody(),
    "guest": Guest("an account", ("m1",), LATER),
    "customer": Customer("c", "A Customer", ("8500417731",), ("m1",), LATER),
    "agent": Staff("a", "An Agent", frozenset({"agents"}), LATER),
    "operator": Staff("o", "An Operator", frozenset({"operators"}), LATER),
}
SDL = Path(schema_module.__file__).with_name("schema.graphql").read_text("utf-8")
TABLE = {
    name: dict(zip(CALLERS, row, strict=True))
    for name, *row in (
        line.split()
        for line in Path(__file__).with_name("who_reads_what.txt").read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    )
}


class Value(str):
    """What every field resolves to here."""

    __slots__ = ()
    whole = "the whole"
    words = "the words"


class Source:
    """A meter, the one that the guest and the customer have."""

    def __init__(self, meter_id: str) -> None:
        self.meter = SimpleNamespace(id=meter_id)


class Trap:
    """A source that nobody may look at."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"{name} was read before the caller was judged")


def fields_of(of: GraphQLSchema) -> dict[str, Any]:
    return {
        f"{each.name}.{name}": field
        for each in of.type_map.values()
        if isinstance(each, GraphQLObjectType) and not is_introspection_type(each)
        for name, field in each.fields.items()
    }


def with_values() -> GraphQLSchema:
    """The schema as it is written, its rules round resolvers that give everybody everything."""
    written = make_executable_schema(SDL)
    for name, field in fields_of(written).items():
        field.resolve = lambda *_: Value("0123456789")
        if name.startswith("Subscription."):
            field.subscribe = lambda *_: Value("0123456789")
    return authorise(written)


def what_is_given(resolve: Any, caller: Caller, meter_id: str = "m1", source: Any = None) -> str:
    source = source or Source(meter_id)
    try:
        value = resolve(source, SimpleNamespace(context=SimpleNamespace(caller=caller)))
    except Unauthenticated:
        assert isinstance(caller, Nobody)
        return "refused"
    except Forbidden:
        assert not isinstance(caller, Nobody)
        return "refused"
    named = {
        None: "null",
        (): "empty",
        "0123456789": "yes",
        "the whole": "yes",
        "6789": "ending",
        "the words": "words",
    }
    return named[value]


FIELDS = fields_of(with_values())


def test_the_table_has_a_row_for_every_field_and_for_no_other():
    assert set(TABLE) == set(FIELDS)


@pytest.mark.parametrize("role", CALLERS)
def test_every_field_gives_each_role_what_the_table_says(role: str):
    given = {name: what_is_given(field.resolve, CALLERS[role]) for name, field in FIELDS.items()}

    assert given == {name: row[role] for name, row in TABLE.items()}


@pytest.mark.parametrize("role", CALLERS)
def test_a_subscription_is_judged_when_it_starts_as_well(role: str):
    started = {
        name: what_is_given(field.subscribe, CALLERS[role])
        for name, field in FIELDS.items()
        if name.startswith("Subscription.")
    }

    assert started
    assert started == {name: TABLE[name][role] for name in started}


@pytest.mark.parametrize("role", CALLERS)
def test_what_is_served_judges_the_caller_before_it_looks_at_anything(role: str):
    kept = {name for name, row in TABLE.items() if row[role] in ("null", "refused")}
    served = fields_of(schema())

    given = {name: what_is_given(served[name].resolve, CALLERS[role], source=Trap()) for name in kept}

    assert given == {name: TABLE[name][role] for name in kept}


def test_an_agent_who_is_an_operator_too_reads_what_either_reads():
    both = Staff("b", "Both", frozenset({"agents", "operators"}), LATER)

    for name, field in FIELDS.items():
        of_either = {TABLE[name]["agent"], TABLE[name]["operator"]}
        assert what_is_given(field.resolve, both) == ("yes" if "yes" in of_either else of_either.pop()), name


@pytest.mark.parametrize("role", ["guest", "customer"])
def test_a_meter_that_is_not_the_callers_is_shown_as_to_a_guest_at_the_most(role: str):
    """Whoever proves another account gets its meters into the answer; a sign-in opens no more of them."""
    meter = {name: field for name, field in FIELDS.items() if name.startswith("Meter.")}

    given = {name: what_is_given(field.resolve, CALLERS[role], "m2") for name, field in meter.items()}

    assert given == {name: TABLE[name]["nobody"] for name in meter}


def test_whoever_brings_a_token_that_ended_is_told_so_and_not_that_there_is_no_such_meter():
    ended = Nobody("Your session has ended.")

    with pytest.raises(Unauthenticated, match="has ended"):
        FIELDS["Query.meter"].resolve(None, SimpleNamespace(context=SimpleNamespace(caller=ended)))


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        ("secret: String", "Query.secret does not say who may read it"),
        ("secret: String! @visibleTo(roles: [AGENT])", "Query.secret is never null"),
    ],
    ids=["no rule", "null where a value is promised"],
)
def test_the_service_does_not_start_with_a_field_that_has_no_rule_it_can_keep(field: str, complaint: str):
    written = make_executable_schema(SDL.replace("type Query {", f"type Query {{\n {field}\n"))

    with pytest.raises(UnruledField, match=complaint):
        authorise(written)
