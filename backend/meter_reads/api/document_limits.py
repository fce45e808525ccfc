"""How large an operation may be, counted before it is executed and before it is validated.

Validation and execution cost grows with the fields that fragments expand to, which a small text can
make exponential; so fragments are counted once each and their sums are added up.
"""

from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

# As deep as the lines of a cost: viewer, accounts, meters, readings, edges, node, consumption, lines, amount.
MAX_DEPTH = 9
MAX_ALIASES = 15
MAX_DIRECTIVES = 50
MAX_FIELDS = 300
MAX_COST = 5_000
MAX_PAGE = 100

_INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Size:
    """What a selection comes to when all its fragments are spread out."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    cost: int = 0

    def beside(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.fields + other.fields,
            self.cost + other.cost,
        )


def limit_errors(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is too large about a document; empty if it may be executed."""
    size = document_size(schema, document)
    limits = (
        ("deep: it nests", size.depth, MAX_DEPTH, "levels"),
        ("large: it has", size.aliases, MAX_ALIASES, "aliases"),
        ("large: it has", size.directives, MAX_DIRECTIVES, "directives"),
        ("large: it selects", size.fields, MAX_FIELDS, "fields"),
        ("costly: it may return", size.cost, MAX_COST, "values"),
    )
    return [
        GraphQLError(f"The operation is too {what} more than the {limit} {unit} allowed. Split it up.")
        for what, count, limit, unit in limits
        if count > limit
    ]


def document_size(schema: GraphQLSchema, document: DocumentNode) -> Size:
    """The sizes of all operations of a document together."""
    measure = _Measure(schema, document)
    total = Size()
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            root = schema.get_root_type(definition.operation)
            total = total.beside(measure.selections(definition.selection_set, root))
            total = total.beside(_directives(definition))
    return total


class _Measure:
    """Measures selections, each fragment once. Cycles, which validation refuses, count once too."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._known: dict[str, Size] = {}

    def selections(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Size:
        total = Size()
        for selection in selections.selections:
            total = total.beside(_directives(selection))
            match selection:
                case FieldNode():
                    total = total.beside(self._field(selection, parent))
                case FragmentSpreadNode():
                    total = total.beside(self._fragment(selection.name.value))
                case InlineFragmentNode(type_condition=condition):
                    on = self._schema.get_type(condition.name.value) if condition else parent
                    total = total.beside(self.selections(selection.selection_set, on))
        return total

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            self._known[name] = Size()
            fragment = self._fragments.get(name)
            if fragment is not None:
                on = self._schema.get_type(fragment.type_condition.name.value)
                inner = self.selections(fragment.selection_set, on)
                self._known[name] = inner.beside(_directives(fragment))
        return self._known[name]

    def _field(self, field: FieldNode, parent: GraphQLNamedType | None) -> Size:
        aliases = 1 if field.alias else 0
        if field.name.value in _INTROSPECTION:
            # Refused in production; in development its tools ask deep questions of the schema.
            return Size(aliases=aliases)
        fields = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        definition = fields.get(field.name.value)
        inner = Size()
        if field.selection_set:
            of_type = get_named_type(definition.type) if definition else None
            inner = self.selections(field.selection_set, of_type)
        return Size(
            depth=inner.depth + 1,
            aliases=inner.aliases + aliases,
            directives=inner.directives,
            fields=inner.fields + 1,
            cost=1 + _page_size(field, definition) * inner.cost,
        )


def _directives(node: Any) -> Size:
    return Size(directives=len(node.directives or ()))


def _page_size(field: FieldNode, definition: GraphQLField | None) -> int:
    """How many items a paged field may return; a variable counts as the largest page."""
    if definition is None or "first" not in definition.args:
        return 1
    for argument in field.arguments or ():
        if argument.name.value == "first" and isinstance(argument.value, IntValueNode):
            # Digits are counted first: no page has more than three.
            digits = argument.value.value
            return min(int(digits), MAX_PAGE) if len(digits) <= len(str(MAX_PAGE)) else MAX_PAGE
        if argument.name.value == "first":
            return MAX_PAGE
    default = definition.args["first"].default
    literal = default.literal if default else None
    return int(literal.value) if isinstance(literal, IntValueNode) else MAX_PAGE
