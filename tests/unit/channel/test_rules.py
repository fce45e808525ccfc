"""The table of the protocol's rules names tests that exist."""

import ast
from pathlib import Path

from .rules import RULES

TESTS = Path(__file__).parents[2]
HERE = (Path(__file__).with_name("test_protocol.py"), Path(__file__).with_name("test_messages.py"))


def names_in(*files: Path) -> set[str]:
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    functions = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {name for name in functions if name.startswith("test_")}


def test_every_rule_of_the_protocol_is_held_by_tests_that_exist():
    here = names_in(*HERE)
    missing = []
    for rule, names in RULES.items():
        assert names, rule
        for each in names:
            file, _, name = each.rpartition("::")
            if name not in (names_in(TESTS / file) if file else here):
                missing.append(each)

    assert missing == []


def test_every_test_of_the_protocol_holds_a_rule():
    named = {name for names in RULES.values() for name in names}

    assert names_in(HERE[0]) - named == OURS


# What we promise beyond the protocol.
OURS = {
    "test_a_closed_connection_takes_nothing_any_more",
    "test_a_connection_has_so_many_operations_at_once",
    "test_all_operations_are_stopped_before_the_socket_is_ended",
    "test_the_greatest_message_is_taken",
}
