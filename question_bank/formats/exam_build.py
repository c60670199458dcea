"""Builds an exam from values that walk and rules have accepted."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from question_bank.exam import (
    ArrivalRules,
    Bilingual,
    Category,
    CategoryId,
    ClockRules,
    CutRule,
    Exam,
    ExamId,
    Formation,
    FreezeEnds,
    GatePolicy,
    Graded,
    IdentityRules,
    Keyed,
    LateStart,
    LivePolicy,
    NamesShown,
    NumbersShown,
    PracticeChoice,
    PracticeItem,
    PublicationRules,
    Ranking,
    Reason,
    Role,
    Scoring,
    Section,
    ThresholdMeasurement,
    TiesOnTheLine,
    TimeRules,
    TopicCount,
    WhenAway,
    WhenBusy,
    WhileReferred,
)
from question_bank.item import Level, SectionId
from question_bank.points import ZERO, Points

_Values = Mapping[str, Any]


def build_exam(values: _Values, digest: str, source: bytes) -> Exam:
    practice = values["practice"]
    return Exam(
        id=ExamId(values["id"]),
        title=_bilingual(values["title"]),
        digest=digest,
        time=_time(values["time"]),
        clock=_clock(values["clock"]),
        sections=tuple(_section(each) for each in values["sections"]),
        categories=_categories(values),
        cuts=tuple(_cut(each) for each in values["cuts"]),
        ranking=_ranking(values["ranking"]),
        formations=tuple(
            Formation(each["name"], each["vacancies"]) for each in values["formations"]
        ),
        arrival=_arrival(values["arrival"]),
        identity=_identity(values["identity"]),
        publication=_publication(values["publication"]),
        practice=PracticeItem(
            stem=_bilingual(practice["stem"]),
            choices=tuple(PracticeChoice(_bilingual(each)) for each in practice["choices"]),
        ),
        source=source,
    )


def _bilingual(text: _Values) -> Bilingual:
    return Bilingual(id=text["id"], en=text["en"])


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _time(time: _Values) -> TimeRules:
    extra = {each["accommodation"]: _minutes(each["minutes"]) for each in time["extra"]}
    return TimeRules(
        allowed=_minutes(time["allowed_minutes"]),
        late_start=LateStart(time["late_start"]),
        answer_grace=timedelta(seconds=time["answer_grace_seconds"]),
        extra=MappingProxyType(extra),
    )


def _clock(clock: _Values) -> ClockRules:
    return ClockRules(
        when_server_is_away=WhenAway(clock["when_server_is_away"]),
        when_terminal_is_away=WhenAway(clock["when_terminal_is_away"]),
        give_back_from=timedelta(seconds=clock["give_back_from_seconds"]),
        give_back_ceiling=_minutes(clock["give_back_ceiling_minutes"]),
        terminal_ceiling=_minutes(clock["terminal_ceiling_minutes"]),
    )


def _section(section: _Values) -> Section:
    return Section(
        id=SectionId(section["id"]),
        title=_bilingual(section["title"]),
        items=section["items"],
        scoring=_scoring(section["scoring"]),
        shuffle_items=section["shuffle_items"],
        shuffle_choices=section["shuffle_choices"],
        topics=tuple(
            TopicCount(
                topic=each["topic"],
                items=each["items"],
                levels=MappingProxyType(
                    {level: each["levels"][level] for level in Level if level in each["levels"]}
                ),
            )
            for each in section["topics"]
        ),
    )


def _scoring(scoring: _Values) -> Scoring:
    blank = Points(scoring["blank"])
    if scoring["kind"] == "keyed":
        return Keyed(right=scoring["right"], wrong=scoring["wrong"] or ZERO, blank=blank)
    return Graded(lowest=scoring["lowest"], highest=scoring["highest"], blank=blank)


def _categories(values: _Values) -> tuple[Category, ...]:
    """Those declared; otherwise those the cuts name, under their identifiers."""
    declared = values["categories"]
    if declared:
        return tuple(
            Category(CategoryId(each["id"]), _bilingual(each["title"])) for each in declared
        )
    named = dict.fromkeys(name for cut in values["cuts"] for name in cut["categories"])
    return tuple(Category(CategoryId(name), Bilingual(id=name, en=name)) for name in named)


def _cut(cut: _Values) -> CutRule:
    return CutRule(
        categories=tuple(CategoryId(each) for each in cut["categories"]),
        sections=MappingProxyType(dict(cut["sections"])),
        total=cut["total"],
    )


def _ranking(ranking: _Values) -> Ranking:
    return Ranking(
        order=tuple(ranking["order"]),
        go_on_multiple=ranking["go_on_multiple"],
        ties_on_the_line=TiesOnTheLine(ranking["ties_on_the_line"]),
    )


def _arrival(arrival: _Values) -> ArrivalRules:
    return ArrivalRules(
        opens=_minutes(arrival["opens_minutes"]),
        pin_closes=_minutes(arrival["pin_closes_minutes"]),
        pin_digits=arrival["pin_digits"],
    )


def _identity(identity: _Values) -> IdentityRules:
    return IdentityRules(
        engine=identity["engine"],
        match_at_most=identity["match_at_most"],
        strong_non_match_from=identity["strong_non_match_from"],
        measurement=_measurement(identity["measurement"]),
        arrival=GatePolicy(identity["arrival"]),
        seat=GatePolicy(identity["seat"]),
        return_=GatePolicy(identity["return"]),
        presence_every=_minutes(identity["presence_every_minutes"]),
        while_referred=WhileReferred(identity["while_referred"]),
        when_busy=WhenBusy(identity["when_busy"]),
        live=LivePolicy(identity["live"]),
        may_override=tuple(Role(each) for each in identity["may_override"]),
        reasons=tuple(
            Reason(each["code"], _bilingual(each["title"])) for each in identity["reasons"]
        ),
    )


def _measurement(stated: _Values | None) -> ThresholdMeasurement | None:
    """Engine and threshold were held against those of the exam, so they are not told twice."""
    if stated is None:
        return None
    return ThresholdMeasurement(
        photographs=_bilingual(stated["photographs"]),
        on=stated["date"],
        genuine_pairs=stated["genuine_pairs"],
        impostor_pairs=stated["impostor_pairs"],
        fmr=stated["fmr"],
        fnmr=stated["fnmr"],
    )


def _publication(publication: _Values) -> PublicationRules:
    return PublicationRules(
        names=NamesShown(publication["names"]),
        numbers=NumbersShown(publication["numbers"]),
        delay=timedelta(seconds=publication["delay_seconds"]),
        freeze=_minutes(publication["freeze_minutes"]),
        reveal=FreezeEnds(publication["reveal"]),
        reveal_over=_minutes(publication["reveal_minutes"]),
        passed_shown=publication["passed_shown"],
    )
