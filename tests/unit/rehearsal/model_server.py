"""The server's rules for one attempt, small enough to be plainly right."""

from catserver.rehearsal import messages as m


class ModelServer:
    """`away` makes it refuse the next so many responses, as a store does that cannot write."""

    def __init__(self) -> None:
        self.last_seq = 0
        self.responses: dict[m.ItemId, m.Recorded] = {}
        self.away = 0

    def take(self, sent: m.Respond) -> m.Acknowledged | m.Refused:
        if sent.seq <= self.last_seq:
            return self._again(sent)
        if self.away:
            self.away -= 1
            return m.Refused(sent.seq, "store_away", self.last_seq)
        if sent.seq != self.last_seq + 1:
            return m.Refused(sent.seq, "seq_gap", self.last_seq)
        self.last_seq = sent.seq
        self.responses[sent.item] = m.Recorded(sent.choice, sent.doubt, sent.seq)
        return m.Acknowledged(sent.seq)

    def _again(self, sent: m.Respond) -> m.Acknowledged | m.Refused:
        held = self.responses.get(sent.item)
        if held is None or held.seq < sent.seq:
            return m.Refused(sent.seq, "seq_conflict", self.last_seq)
        if held.seq == sent.seq and (held.choice, held.doubt) != (sent.choice, sent.doubt):
            return m.Refused(sent.seq, "seq_conflict", self.last_seq)
        return m.Acknowledged(sent.seq)
