"""Resolvers that are loaded when one of their fields is first asked for."""

from functools import cached_property
from importlib import import_module
from typing import Any, cast

from ariadne import SchemaBindable
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
)


class Later(SchemaBindable):
    """The resolvers of one module, which is loaded with the first of its fields (`Type.field`) or unions.

    The names must be exactly what the module binds. Ariadne raises ValueError where it binds more, a test
    where it binds less.
    """

    def __init__(self, module: str, *names: str) -> None:
        self.module = module
        self.names = names

    def bind_to_schema(self, schema: GraphQLSchema) -> None:
        for type_name, field in self._named():
            if field:
                owner = cast("GraphQLObjectType", schema.type_map[type_name])
                owner.fields[field].resolve = self._resolver(type_name, field)
            else:
                union = cast("GraphQLUnionType", schema.type_map[type_name])
                union.resolve_type = self._type_resolver(type_name)

    def _named(self) -> list[tuple[str, str]]:
        parts = (name.partition(".") for name in self.names)
        return [(type_name, field) for type_name, _, field in parts]

    def _resolver(self, type_name: str, field: str) -> Any:
        def resolve(source: Any, info: Any, **arguments: Any) -> Any:
            owner = cast("GraphQLObjectType", self.loaded.type_map[type_name])
            resolve_now: Any = owner.fields[field].resolve
            return resolve_now(source, info, **arguments)

        return resolve

    def _type_resolver(self, union: str) -> Any:
        def resolve_type(*given: Any) -> Any:
            resolve_now: Any = cast("GraphQLUnionType", self.loaded.type_map[union]).resolve_type
            return resolve_now(*given)

        return resolve_type

    @cached_property
    def loaded(self) -> GraphQLSchema:
        """The module's resolvers, bound to a schema of these names alone."""
        fields: dict[str, dict[str, GraphQLField]] = {}
        for type_name, field in self._named():
            of_type = fields.setdefault(type_name, {})
            if field:
                of_type[field] = GraphQLField(GraphQLString)
        types = [
            GraphQLObjectType(name, named) if named else GraphQLUnionType(name, [])
            for name, named in fields.items()
        ]
        schema = GraphQLSchema(types=types)
        for bindable in import_module(f"meter_reads.api.resolvers.{self.module}").BINDABLES:
            bindable.bind_to_schema(schema)
        return schema
