"""Content read and checked: words, policies, lessons, the briefing's eight points."""

from bot.library.files import ContentError, decoded
from bot.library.folder import CONTENT, Briefing, Library, Point
from bot.library.front_matter import FrontMatter, front_matter
from bot.library.lessons import Answer, Lesson, Question, lesson_problems, read_lesson
from bot.library.policies import CHANGE_CLASSES, POLICY_CLASSES, PolicyText, read_policy

__all__ = [
    "CHANGE_CLASSES",
    "CONTENT",
    "POLICY_CLASSES",
    "Answer",
    "Briefing",
    "ContentError",
    "FrontMatter",
    "Lesson",
    "Library",
    "Point",
    "PolicyText",
    "Question",
    "decoded",
    "front_matter",
    "lesson_problems",
    "read_lesson",
    "read_policy",
]
