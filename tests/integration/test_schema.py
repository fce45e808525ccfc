"""The served schema keeps the contract (contract.graphql, a copy): it extends it and never loosens it."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
    is_specified_scalar_type,
    print_ast,
)

from meter_reads.api.schema import schema

CONTRACT = build_schema(Path(__file__).with_name("contract.graphql").read_text("utf-8"))
# Operations of the contract that are not built yet are not in the schema; nor are types that only they use.
NOT_BUILT = {
    "Query": {"account", "searchAccounts"},
    "Mutation": {"withdrawReading", "decideReview", "requestPhotoUpload"},
}


def own_types(of: GraphQLSchema) -> dict[str, object]:
    return {
        name: each
        for name, each in of.type_map.items()
        if not name.startswith("__") and not is_specified_scalar_type(each)
    }


SERVED = own_types(schema())
SHARED = {name: each for name, each in own_types(CONTRACT).items() if name in SERVED}


def default_text(argument: object) -> str | None:
    default = argument.default  # type: ignore[attr-defined]
    if default is None:
        return None
    return print_ast(default.literal) if default.literal else repr(default.value)


def test_what_a_guest_needs_is_served():
    assert set(SHARED) >= {
        "Query",
        "Mutation",
        "Meter",
        "GuestJourney",
        "SubmitReadingResult",
        "Receipt",
        "Reading",
    }
    assert {"viewer", "meter", "receipt"} <= set(schema().query_type.fields)
    assert {"startGuestJourney", "submitReading"} <= set(schema().mutation_type.fields)


def test_an_operation_that_is_not_built_is_not_in_the_schema():
    for kind, names in NOT_BUILT.items():
        promised = own_types(CONTRACT)[kind].fields
        assert names <= set(promised)
        built = SERVED[kind].fields if kind in SERVED else {}
        missing = set(promised) - set(built)
        assert missing <= names


@pytest.mark.parametrize("name", SHARED)
def test_every_promised_field_is_there_with_its_type_arguments_and_defaults(name: str):
    promised, served = SHARED[name], SERVED[name]
    assert type(promised) is type(served)
    for field_name, field in getattr(promised, "fields", {}).items():
        if field_name in NOT_BUILT.get(name, ()) and field_name not in served.fields:
            continue
        own = served.fields[field_name]
        assert str(own.type) == str(field.type), field_name
        if isinstance(promised, GraphQLInputObjectType):
            assert default_text(own) == default_text(field), field_name
        for argument_name, argument in getattr(field, "args", {}).items():
            own_argument = own.args[argument_name]
            assert str(own_argument.type) == str(argument.type), (field_name, argument_name)
            assert default_text(own_argument) == default_text(argument), (field_name, argument_name)


@pytest.mark.parametrize("name", SHARED)
def test_what_is_added_to_the_contract_asks_nothing_more_of_clients(name: str):
    promised, served = SHARED[name], SERVED[name]
    for field_name, own in getattr(served, "fields", {}).items():
        field = promised.fields.get(field_name)
        if isinstance(served, GraphQLInputObjectType):
            assert field is not None or not is_required_input_field(own), field_name
            continue
        if field is None:
            continue  # a field that clients of the contract do not know may ask what it likes
        for argument_name, argument in own.args.items():
            is_promised = argument_name in field.args
            assert is_promised or not is_required_argument(argument), (field_name, argument_name)


@pytest.mark.parametrize("name", SHARED)
def test_nothing_is_sent_that_clients_of_the_contract_would_not_know(name: str):
    promised, served = SHARED[name], SERVED[name]
    if isinstance(promised, GraphQLEnumType):
        assert set(served.values) == set(promised.values)
    if isinstance(promised, GraphQLUnionType):
        assert [each.name for each in served.types] == [each.name for each in promised.types]


def described() -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for name, each in SERVED.items():
        found.append((name, each.description))
        for field_name, field in getattr(each, "fields", {}).items():
            found.append((f"{name}.{field_name}", field.description))
            found += [
                (f"{name}.{field_name}({a})", arg.description)
                for a, arg in getattr(field, "args", {}).items()
            ]
        if isinstance(each, GraphQLEnumType):
            found += [(f"{name}.{value}", member.description) for value, member in each.values.items()]
    return found


def test_every_type_field_argument_and_value_has_a_description():
    assert len(described()) > 200
    assert [name for name, description in described() if not (description or "").strip()] == []


def test_an_argument_or_input_field_with_a_default_is_non_null():
    loose = []
    for name, each in SERVED.items():
        fields = getattr(each, "fields", {})
        for field_name, field in fields.items():
            inputs = {field_name: field} if isinstance(each, GraphQLInputObjectType) else field.args
            loose += [
                f"{name}.{field_name}.{input_name}"
                for input_name, each_input in inputs.items()
                if each_input.default is not None and not is_non_null_type(each_input.type)
            ]
    assert loose == []
