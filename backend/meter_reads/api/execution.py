"""Executes one GraphQL request: a document made ready, its operation, and an answer without internals."""

from dataclasses import dataclass
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
)

from meter_reads.api.context import Context
from meter_reads.api.documents import Documents
from meter_reads.api.errors import (
    ErrorCode,
    bad_request,
    document_refused,
    field_error_json,
    read_only,
    variables_refused,
)
from meter_reads.api.requests import GraphQLRequest


@dataclass(frozen=True, slots=True)
class Executor:
    """Executes requests against a schema whose resolvers are plain functions."""

    schema: GraphQLSchema
    documents: Documents
    development: bool

    def execute(
        self, request: GraphQLRequest, context: Context, *, queries_only: bool = False
    ) -> dict[str, Any]:
        """The response map. Raises RequestRefused where nothing is executed."""
        document = self.documents.document(request.query)
        operation = get_operation_ast(document, request.operation_name)
        if operation is None:
            message = "The document has no operation of this name; name one with `operationName`."
            raise document_refused([GraphQLError(message)], ErrorCode.OPERATION_RESOLUTION_FAILURE)
        _check_kind(operation, queries_only=queries_only)
        if operation.operation is OperationType.MUTATION:
            _check_switch(context)
        result = execute_sync(
            self.schema,
            document,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation_name,
            hide_suggestions=not self.development,
        )
        if result.data is None and result.errors and not any(error.path for error in result.errors):
            # Without a path no field was reached: the variables did not fit.
            raise variables_refused(result.errors)
        return response_json(result, context)


def _check_kind(operation: OperationDefinitionNode, *, queries_only: bool) -> None:
    if operation.operation is OperationType.SUBSCRIPTION:
        raise bad_request("Subscriptions go over a WebSocket, by the graphql-transport-ws protocol.")
    if queries_only and operation.operation is not OperationType.QUERY:
        raise bad_request("Only queries can be sent by GET; send this one by POST.", 405)


def _check_switch(context: Context) -> None:
    """Before anything is executed, so that a document of several mutations is refused as a whole."""
    status = context.service.switch.status(context.now)
    if status.read_only:
        raise read_only(status.message, context.service.switch.retry_at(context.now))


def response_json(result: ExecutionResult, context: Context) -> dict[str, Any]:
    """The response map of a result, its errors coded and masked."""
    response: dict[str, Any] = {}
    if result.errors:
        response["errors"] = [
            field_error_json(error, now=context.now, request_id=context.request_id) for error in result.errors
        ]
    response["data"] = result.data
    return response
