"""Each rule of PROTOCOL.md that binds a server, in its words, and the tests that hold it.

https://github.com/enisdenjo/graphql-ws/blob/eeb02656505e0d56aafc1eb7c39efcdc41748873/PROTOCOL.md
`test_rules.py` fails where a test that is named here does not exist. A name alone is a test of
test_protocol.py or test_messages.py; a name with a file is one over real sockets.
"""

LIVE = "integration/live"

RULES: dict[str, tuple[str, ...]] = {
    # Communication
    "The WebSocket sub-protocol for this specification is: graphql-transport-ws": (
        "test_the_subprotocol_is_chosen_wherever_it_stands_in_the_offer",
        "test_another_subprotocol_ends_the_socket_with_4406",
        f"{LIVE}/test_handshake.py::test_the_protocol_is_chosen_from_whatever_else_is_offered",
        f"{LIVE}/test_handshake.py::test_a_client_of_another_protocol_is_told_so_and_served_nothing",
    ),
    "Messages are represented through the JSON structure and are stringified": (
        "test_what_is_not_json_is_refused",
        "test_a_binary_frame_is_refused",
        "test_a_message_goes_out_as_json_in_ascii",
        f"{LIVE}/test_broken_frames.py::test_a_binary_frame_ends_the_socket",
    ),
    "All messages contain the type field": (
        "test_a_message_without_a_type_of_the_protocol_is_refused",
        f"{LIVE}/test_broken_frames.py::test_a_frame_that_is_no_message_ends_the_socket",
    ),
    "Multiple operations identified with separate IDs can be active at any time and their messages can be "
    "interleaved": (
        "test_operations_are_interleaved",
        f"{LIVE}/test_operations.py::test_forty_operations_at_once_each_get_their_own_result",
    ),
    "The server can close the socket (kick the client off) at any time": (
        "test_a_client_that_oversteps_is_ended_with_1008",
        "test_a_message_that_is_too_large_ends_the_socket_with_1009",
        "test_a_client_that_is_not_let_in_is_ended_with_4403",
        f"{LIVE}/test_limits.py::test_a_flood_of_messages_ends_that_socket_and_no_other",
    ),
    "The client closes the socket and the connection by dispatching a 1000: Normal Closure": (
        "test_the_end_of_the_socket_stops_all_its_operations",
        f"{LIVE}/test_order.py::test_a_socket_that_is_gone_is_followed_up_by_nobody",
    ),
    # ConnectionInit and ConnectionAck
    "The server must receive the connection initialisation message within the allowed time … otherwise "
    "4408: Connection initialisation timeout": (
        "test_a_connection_that_is_not_initialised_in_time_is_ended_with_4408",
        "test_a_connection_that_was_initialised_is_not_ended_by_the_time_limit",
        f"{LIVE}/test_handshake.py::test_a_socket_without_connection_init_is_ended_in_time",
        f"{LIVE}/test_handshake.py::test_an_acknowledged_socket_outlives_the_time_for_connection_init",
    ),
    "If the server receives more than one ConnectionInit message at any given time … 4429: Too many "
    "initialisation requests": (
        "test_a_second_connection_init_ends_the_socket_with_4429",
        f"{LIVE}/test_handshake.py::test_a_second_connection_init_ends_the_socket",
        f"{LIVE}/test_handshake.py::test_two_connection_inits_at_once_end_the_socket_too",
    ),
    "ConnectionInit: payload?: Record<string, unknown> | null": (
        "test_a_payload_is_an_object_or_null_or_left_out",
        "test_a_payload_that_is_no_object_is_refused",
    ),
    "ConnectionAck: expected response to ConnectionInit": (
        "test_connection_init_is_acknowledged_once",
        "test_the_acknowledgement_may_bring_a_payload",
        f"{LIVE}/test_handshake.py::test_connection_init_is_acknowledged_with_and_without_a_payload",
    ),
    # Ping and Pong
    "A Pong must be sent in response from the receiving party as soon as possible": (
        "test_a_ping_is_answered_with_its_payload",
        f"{LIVE}/test_operations.py::test_a_ping_is_answered_while_a_slow_query_runs",
    ),
    "The Ping message can be sent at any time within the established socket": (
        "test_a_ping_is_answered_in_every_phase",
        f"{LIVE}/test_handshake.py::test_pings_do_not_stand_for_connection_init",
    ),
    "The Pong message may even be sent unsolicited": (
        "test_a_pong_is_taken_without_an_answer",
        f"{LIVE}/test_operations.py::test_a_pong_that_nobody_asked_for_gets_no_answer",
    ),
    # Subscribe
    "If there is already an active subscriber for an operation matching the provided ID, regardless of the "
    "operation type, the server must close the socket immediately with 4409: Subscriber for "
    "<unique-operation-id> already exists": (
        "test_an_id_in_use_ends_the_socket_with_4409",
        "test_a_reason_fits_in_a_close_frame",
        f"{LIVE}/test_operations.py::test_an_id_in_use_ends_the_socket",
    ),
    "Once a client completes an operation, it is free to re-use that ID": (
        "test_an_id_is_free_again_after_its_operation",
        f"{LIVE}/test_operations.py::test_an_id_is_free_again_when_the_client_completes_it",
        f"{LIVE}/test_operations.py::test_a_query_that_the_client_completed_while_it_ran_gives_nothing",
    ),
    "Subscribe: id, and a payload of query, operationName?, variables?, extensions?": (
        "test_a_request_is_read_with_all_its_parts",
        "test_a_subscribe_of_another_form_is_refused",
        f"{LIVE}/test_broken_frames.py::test_a_frame_that_is_no_message_ends_the_socket",
    ),
    "Executing operations is allowed only after … ConnectionAck … 4401: Unauthorized": (
        "test_an_operation_before_the_acknowledgement_ends_the_socket_with_4401",
        f"{LIVE}/test_handshake.py::test_an_operation_before_connection_init_ends_the_socket",
    ),
    # Next, Error and Complete
    "Next: … After all results have been emitted, the Complete message will follow": (
        "test_results_come_in_order_and_then_the_completion",
        f"{LIVE}/test_operations.py::test_a_query_gives_one_result_and_is_complete",
    ),
    "Error: can occur before execution starts, usually due to validation errors, or during it. This "
    "message terminates the operation and no further messages will be sent": (
        "test_an_error_ends_an_operation_without_a_completion",
        f"{LIVE}/test_operations.py::test_what_cannot_be_executed_is_an_error_and_nothing_else",
        f"{LIVE}/test_tokens_over_time.py::test_when_the_token_ends_nothing_that_needs_it_is_served",
    ),
    "If the server dispatched the Error message relative to the original Subscribe, no Complete message "
    "will be emitted": ("test_an_error_ends_an_operation_without_a_completion",),
    "Complete, client to server: no further events, relevant to the original subscription, should be sent": (
        "test_after_the_clients_complete_nothing_is_sent_for_the_operation",
        f"{LIVE}/test_meter_changed.py::test_after_the_clients_complete_nothing_comes_any_more",
    ),
    "Even if the client sent a Complete message for a single-result-operation before it resolved, the result "
    "should not be sent": (
        "test_after_the_clients_complete_nothing_is_sent_for_the_operation",
        f"{LIVE}/test_operations.py::test_a_query_that_the_client_completed_while_it_ran_gives_nothing",
    ),
    "Both client and server must be prepared to receive (and ignore) messages for operations that they "
    "consider already completed": (
        "test_completing_what_is_unknown_or_complete_does_nothing",
        f"{LIVE}/test_operations.py::test_completing_what_is_unknown_or_complete_does_nothing",
    ),
    # Invalid message
    "Receiving a message of a type or format which is not specified … immediate closure with the event "
    "4400: <error-message>": (
        "test_an_invalid_message_ends_the_socket_with_4400_in_every_phase",
        f"{LIVE}/test_broken_frames.py::test_a_frame_that_is_no_message_ends_the_socket",
        f"{LIVE}/test_broken_frames.py::test_a_broken_frame_before_connection_init_ends_the_socket_too",
    ),
    "It is permissable to simply ignore all unknown IDs without closing the connection": (
        "test_completing_what_is_unknown_or_complete_does_nothing",
    ),
    # The examples
    "Not valid: the server sends an Error message and deems the operation complete": (
        "test_an_error_ends_an_operation_without_a_completion",
        f"{LIVE}/test_operations.py::test_an_operation_that_ended_in_an_error_leaves_its_id_free",
    ),
    "Server dispatches Complete; simultaneously client dispatches Complete; server ignores it": (
        "test_completing_what_is_unknown_or_complete_does_nothing",
    ),
    "Single result operation: shares the same name-space for IDs as streaming operations": (
        "test_an_id_in_use_ends_the_socket_with_4409",
        f"{LIVE}/test_operations.py::test_an_id_in_use_ends_the_socket",
    ),
    "Single result operation: Server executes, dispatches the result with Next, then Complete": (
        f"{LIVE}/test_operations.py::test_a_mutation_is_done_and_answered",
    ),
}
