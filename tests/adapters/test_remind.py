"""The nudge pass as a job: one at a time, and nobody's case keeps it from ending."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import update

from bot.engine import JOBS
from bot.jobs import remind_all
from bot.jobs.remind import MOST_LOOKS, remind
from bot.turn import Turn
from storage.obligations import OBLIGATION
from tests.adapters.doors import only
from tests.colleagues import Colleague
from tests.office import Office


def about_to_be_asked(office: Office, *names: str) -> list[Colleague]:
    office.prompt = False
    team = [office.hire(name, department="Sales") for name in names]
    office.clock.at -= timedelta(days=2)  # a Saturday
    office.publish(audience={"department": ["Sales"]})
    office.clock.at += timedelta(days=2)
    return team


def test_a_second_pass_tells_nobody_twice(office: Office) -> None:
    about_to_be_asked(office, "ana", "ben", "eve")
    first = remind_all(office.engine)

    second = remind_all(office.engine)

    assert first.messages >= 3
    assert (second.decided, second.messages) == (0, 0)


@only("postgresql")
def test_while_another_replica_decides_one_leaves_it_the_work(office: Office) -> None:
    about_to_be_asked(office, "ana")
    other = Office(office.url, name="other")
    other.clock.at = office.clock.at

    def meanwhile(turn: Turn) -> tuple[int, int]:
        mine = remind(turn)
        return mine.messages, remind_all(other.engine).messages

    mine, theirs = office.engine.run_as(JOBS, meanwhile)
    other.close()

    assert mine >= 1
    assert theirs == 0


def test_a_case_that_stays_due_is_put_off(office: Office) -> None:
    (ana,) = about_to_be_asked(office, "ana")
    looks = Counter({ana.ref: MOST_LOOKS})

    office.engine.run_as(JOBS, remind, looks=looks)

    assert office.duty(ana, "policy.acknowledge").next_at == office.clock() + timedelta(hours=1)
    assert [event["subject"] for event in office.events("step.failed")] == [ana.ref]


def test_a_case_that_cannot_be_decided_holds_nobody_up(office: Office) -> None:
    ana, ben = about_to_be_asked(office, "ana", "ben")
    duty = office.duty(ana, "policy.acknowledge")

    def spoil(turn: Turn) -> None:
        turn.connection.execute(
            update(OBLIGATION).where(OBLIGATION.c.id == duty.id).values(kind="no.such.kind")
        )

    office.engine.run_as(JOBS, spoil)
    office.settle()

    assert [event["subject"] for event in office.events("step.failed")] == [ana.ref]
    assert len(office.inbox(ben)) == 1


def test_a_pass_is_cut_by_time(office: Office) -> None:
    about_to_be_asked(office, "ana", "ben", "eve")

    passed = office.engine.run_as(JOBS, remind, timedelta())

    assert passed.more
    assert passed.decided >= 3
