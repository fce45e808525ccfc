"""Who may read which field: the rules that schema.graphql states, wrapped around the resolvers.

This one pass over the executable schema is the only place that judges a caller's role. A field has the rule
that stands at it, or else that of its type. A field without one is an error at start, and so is a rule that
would put null where the type promises a value.

A role is not enough for a meter: a customer who proves someone else's account as a guest gets that meter into
the answer, and is shown no more of it than any guest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    GraphQLField,
    GraphQLFieldResolver,
    GraphQLObjectType,
    GraphQLSchema,
    default_field_resolver,
    is_introspection_type,
    is_non_null_type,
    value_from_ast_untyped,
)

from meter_reads.api.context import Info
from meter_reads.domain.identifiers import ending
from meter_reads.journey.access import may_act_on_meter
from meter_reads.journey.callers import Caller, Nobody, Role, signed_in
from meter_reads.journey.refusals import Forbidden

_FORBIDDEN = "This is not for you. Sign in as someone who may see it, or leave it out."


class UnruledField(TypeError):
    """A field of the schema has no rule, or one that it cannot keep."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text with the numbers of the account, and the words of it without them."""

    whole: str
    words: str


# Whether a caller may read of this very source what their role may read of its type.
_Allowed = Callable[[Caller, Any], bool]


@dataclass(frozen=True, slots=True)
class _Rule:
    roles: frozenset[Role]
    otherwise: str

    def allowed(self, type_name: str) -> _Allowed:
        roles = self.roles
        if type_name == "Meter":
            return lambda caller, source: (
                not roles.isdisjoint(caller.roles) and may_act_on_meter(caller, source.meter.id)
            )
        return lambda caller, _: not roles.isdisjoint(caller.roles)


def authorise(schema: GraphQLSchema) -> GraphQLSchema:
    """Puts the rules of a schema around its resolvers. Raises UnruledField."""
    for of in schema.type_map.values():
        if isinstance(of, GraphQLObjectType) and not is_introspection_type(of):
            for name, field in of.fields.items():
                rule = _rule_at(field) or _rule_at(of)
                if rule is None:
                    raise UnruledField(f"{of.name}.{name} does not say who may read it")
                if isinstance(rule, _Rule):
                    if rule.otherwise == "NULL" and is_non_null_type(field.type):
                        raise UnruledField(f"{of.name}.{name} is never null: say `otherwise: ERROR`")
                    _guard(field, rule, rule.allowed(of.name), root=of is schema.query_type)
    return schema


def _rule_at(stated: GraphQLField | GraphQLObjectType) -> _Rule | str | None:
    """The rule that stands at a field or a type; `public` where there is nothing to check."""
    for directive in (stated.ast_node and stated.ast_node.directives) or ():
        if directive.name.value == "public":
            return "public"
        if directive.name.value == "visibleTo":
            return _visible_to(directive)
    return None


def _visible_to(directive: DirectiveNode) -> _Rule:
    given = {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments or ()}
    return _Rule(frozenset(map(Role, given["roles"])), given.get("otherwise", "NULL"))


def _guard(field: GraphQLField, rule: _Rule, allowed: _Allowed, *, root: bool) -> None:
    resolve = field.resolve or default_field_resolver
    match rule.otherwise:
        case "ERROR":
            field.resolve = _or_error(resolve, allowed)
            if field.subscribe is not None:
                field.subscribe = _or_error(field.subscribe, allowed)
        case "NULL":
            field.resolve = (_null_at_root if root else _or_null)(resolve, allowed)
        case "EMPTY":
            field.resolve = _or_empty(resolve, allowed)
        case "ENDING":
            field.resolve = _masked(resolve, allowed, lambda whole: whole, ending)
        case "WITHOUT_NUMBERS":
            field.resolve = _masked(resolve, allowed, lambda text: text.whole, lambda text: text.words)


def _or_error(resolve: GraphQLFieldResolver, allowed: _Allowed) -> GraphQLFieldResolver:
    def guarded(source: Any, info: Info, **arguments: Any) -> Any:
        caller = info.context.caller
        if not allowed(caller, source):
            signed_in(caller)
            raise Forbidden(_FORBIDDEN)
        return resolve(source, info, **arguments)

    return guarded


def _or_null(resolve: GraphQLFieldResolver, allowed: _Allowed) -> GraphQLFieldResolver:
    def guarded(source: Any, info: Info, **arguments: Any) -> Any:
        return resolve(source, info, **arguments) if allowed(info.context.caller, source) else None

    return guarded


def _or_empty(resolve: GraphQLFieldResolver, allowed: _Allowed) -> GraphQLFieldResolver:
    def guarded(source: Any, info: Info, **arguments: Any) -> Any:
        return resolve(source, info, **arguments) if allowed(info.context.caller, source) else ()

    return guarded


def _null_at_root(resolve: GraphQLFieldResolver, allowed: _Allowed) -> GraphQLFieldResolver:
    """Null, but whoever brought a token that does not count is told so: they would read null as `no such`."""

    def guarded(source: Any, info: Info, **arguments: Any) -> Any:
        caller = info.context.caller
        if not allowed(caller, source):
            if caller != Nobody():
                signed_in(caller)
            return None
        return resolve(source, info, **arguments)

    return guarded


def _masked(
    resolve: GraphQLFieldResolver,
    allowed: _Allowed,
    shown: Callable[[Any], str],
    mask: Callable[[Any], str],
) -> GraphQLFieldResolver:
    def guarded(source: Any, info: Info, **arguments: Any) -> Any:
        value = resolve(source, info, **arguments)
        return (shown if allowed(info.context.caller, source) else mask)(value)

    return guarded
