"""The colours of a quote's states, for chips in lists and in the editor."""

from desktop.trade.quote_states import QuoteState

STATE_TONES = {
    QuoteState.DRAFT: "amber",
    QuoteState.WAITING: "amber",
    QuoteState.APPROVED: "slate",
    QuoteState.SENT: "violet",
    QuoteState.ACCEPTED: "green",
    QuoteState.DECLINED: "neutral",
    QuoteState.EXPIRED: "red",
    QuoteState.SUPERSEDED: "neutral",
}
