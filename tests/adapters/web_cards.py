"""Cards, a thread and a form of the company of the browser's tests, worded as they would be stored."""

from __future__ import annotations

from adapters.web.facts import ThreadLine
from bot.model import (
    Action,
    Card,
    ChecksField,
    Choice,
    ChoiceField,
    DateField,
    Divider,
    Facts,
    Form,
    Item,
    Link,
    Option,
    Status,
    Text,
    TextField,
    TimeField,
)

FOOT = ("Routine, not an alert", "Is it really Steward? Check code 7F3K")
QUOTE = (
    "“I have received and read version 3.0, I understand that it applies to me, and I had the chance to ask.”"
)

BRIEFING = Card(
    "Ben starts on Monday. 20 minutes with you come first.",
    (
        Text("A short talk before he gets access keeps everyone safe, and you ready for any question."),
        Text("The eight points are prepared. You get this because Ben reports to you."),
        Facts(
            (
                ("Who", "Ben Ito, Software engineer"),
                ("Starts", "Mon 7 Dec"),
                ("Takes", "20 to 30 minutes, then 2 to note it"),
                ("Until then", "Mail and chat only"),
            )
        ),
    ),
    (
        Action("briefing.plan", "Plan it", {"obligation": "o1"}, primary=True),
        Action("briefing.record", "Record now", {"obligation": "o1"}),
        Action("briefing.reassign", "Not my report", {"obligation": "o1"}),
        Action("briefing.snooze", "Later", {"obligation": "o1"}),
        Action("briefing.help", "Need help", {"obligation": "o1"}),
    ),
    "A starter in your team: pick a time for a 20-minute talk",
    Status("soon", "Before Mon 7 Dec"),
    FOOT,
)
POLICY = Card(
    "Ana, the rules for everyday tools have changed",
    (
        Text(
            "**New:** customer data stays out of public AI tools. **Why:** what you paste there may be kept.",
            "markdown",
        ),
        Text(
            "For you: two minutes to read, one button. You get this because it applies to everybody at Acme."
        ),
        Facts(
            (
                ("Policy", "Acceptable use, version 3.0"),
                ("Until", "Mon 14 Dec"),
                ("Ask", "Olga Marin, who owns it"),
            )
        ),
    ),
    (
        Action("policy.read", "Read it here", {"obligation": "o2"}, primary=True),
        Action("policy.acknowledge", "Acknowledge version 3.0", {"obligation": "o2"}),
        Action("policy.ask", "Ask a question", {"obligation": "o2"}),
        Action("policy.decline", "I can’t accept this", {"obligation": "o2"}),
    ),
    "One policy to read and confirm, two minutes",
    Status("open", "Until Mon 14 Dec"),
    FOOT,
)
LESSON = Card(
    "Situation 1 of 2",
    (
        Text("Friday, 16:40. A mail from your director: pay this invoice today, the supplier is waiting."),
        Text("Tone and logo are right. The bank account is new."),
        Choice(
            "answer",
            "What do you do?",
            (
                Option("a", "Answer the mail and ask if it is real"),
                Option("b", "Call the supplier on the number you have"),
                Option("c", "Pay, and tell the director on Monday"),
            ),
        ),
        Text("No time limit. Only you see your answers.", "soft"),
    ),
    (Action("lesson.answer", "Answer", {"obligation": "o3"}, primary=True),),
    "A short lesson, two minutes",
    Status("open", "Until Mon 14 Dec"),
    FOOT,
)
DIGEST = Card(
    "Good morning, Ana. Three things are open in your team.",
    (
        Text("About 35 minutes in all. This comes once a week, and only when something is open."),
        Item(
            "Sam Diaz has had access since Mon 2 Nov. 20 minutes with you puts it right.",
            Action("briefing.show", "Plan it", {"obligation": "o4"}, primary=True),
            status=Status("late", "Past its date"),
        ),
        Item(
            "Iva Marek: Remote work, date was Wed 25 Nov. Ask what gets in the way.",
            Action("followup.show", "What happened", {"obligation": "o5"}),
            "Sent twice. No answer yet.",
        ),
        Item("Ravi Sol’s yearly talk", None, "Resting while Ravi is away", Status("rest", "Resting")),
        Divider(),
        Text("“Real customer names turn up in our test data.”", "quote"),
    ),
    (Action("list.open", "Open my list"), Link("Open the guide", "https://acme.example/guide")),
    "Your week: three things are open in your team",
    None,
    FOOT,
)
RECEIPT = Card(
    "Thank you, Ana. That is all for this one.",
    (
        Text("You can take it back within 30 days, here or with “retract IS2-7M2Q-19”."),
        Facts(
            (
                ("Policy", "Information security, version 2.0"),
                ("When", "Mon 16 Nov, 09:44"),
                ("Receipt", "IS2-7M2Q-19"),
            )
        ),
    ),
    (Action("policy.retract", "Take it back", {"obligation": "o6"}),),
    status=Status("done", "Acknowledged"),
)


def _section(number: int, text: str, *actions: Action) -> ThreadLine:
    return ThreadLine(
        f"s{number}", "Steward", "09:31", card=Card("", (Text(text, "markdown"),), actions), is_bot=True
    )


THREAD = (
    _section(1, "## 1 of 3: What you may use\n\nUse your Acme laptop and phone for work."),
    _section(2, "## 2 of 3: AI tools\n\n- Customer data: only in Acme Assist.\n- Own whatever it writes."),
    _section(3, "## 3 of 3: If something goes wrong\n\nLost a device? Say so, with `/report`."),
    ThreadLine(
        "l1",
        "Ana Novak",
        "09:34",
        "May I use a translation site for a customer’s mail?",
        is_reader=True,
        initials="AN",
        color=2,
    ),
    ThreadLine(
        "l2",
        "Olga Marin",
        "09:40",
        "Please use Acme Assist, it translates too.\nI’ll say so in the text.",
        initials="OM",
        color=6,
    ),
    ThreadLine(
        "s4",
        "Steward",
        "09:41",
        card=Card(
            "",
            (Text(QUOTE, "quote"),),
            (Action("policy.acknowledge", "Acknowledge version 3.0", {"obligation": "o2"}, primary=True),),
        ),
        is_bot=True,
    ),
)

PLAN = Form(
    "briefing.plan",
    "Plan the talk",
    "Plan it",
    (
        DateField("day", "Which day?", hint="In your time, Berlin", required=True),
        TimeField("time", "At what time?", required=True),
        TextField("minutes", "How many minutes?", "20", numeric=True, required=True),
        ChoiceField(
            "how", "How?", (Option("room", "In one room"), Option("video", "Call with video")), required=True
        ),
        ChecksField(
            "points", "What will you cover?", (Option("p1", "What we protect"), Option("p2", "How to report"))
        ),
        ChoiceField("language", "Language", (Option("en", "English"), Option("de", "Deutsch")), menu=True),
        TextField(
            "words",
            "One sentence in your own words",
            hint="Nothing about health or family.",
            rows=3,
            max_length=280,
        ),
    ),
    {"obligation": "o1"},
    "Takes one minute. Ben gets the invitation.",
)
