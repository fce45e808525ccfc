"""What is counted of one submission: what became of it, who sent it, and how long that took."""

from meter_reads.domain.readings import ReadingSource
from meter_reads.journey.submission import ConfirmationNeeded, Rejected, Stored, SubmitResult
from meter_reads.metrics import Metric, Note

_SENT_BY = {
    ReadingSource.GUEST: Metric.SENT_BY_GUESTS,
    ReadingSource.CUSTOMER: Metric.SENT_BY_CUSTOMERS,
    ReadingSource.AGENT: Metric.SENT_BY_AGENTS,
}


def note_submission(note: Note, source: ReadingSource, result: SubmitResult, seconds: float) -> None:
    note(_outcome(result))
    note(_SENT_BY[source])
    note(Metric.SUBMISSION_TIME, round(seconds * 1000, 1))


def _outcome(result: SubmitResult) -> Metric:
    match result:
        case Stored():
            return Metric.READINGS_HELD if result.reading.held else Metric.READINGS_ACCEPTED
        case ConfirmationNeeded():
            return Metric.CONFIRMATIONS_ASKED
        case Rejected():
            return Metric.READINGS_REJECTED
