"""What a flow may use, and the registers of flows, kinds and drawings."""

from bot.turn.parts import Parts, random_id, real_clock
from bot.turn.registers import DRAWINGS, FLOWS, KINDS, Flow, Kind, Shown, draws, kind, on
from bot.turn.telling import find_code, finish, place_of, send, withdraw
from bot.turn.turn import Turn, args_of

__all__ = [
    "DRAWINGS",
    "FLOWS",
    "KINDS",
    "Flow",
    "Kind",
    "Parts",
    "Shown",
    "Turn",
    "args_of",
    "draws",
    "find_code",
    "finish",
    "kind",
    "on",
    "place_of",
    "random_id",
    "real_clock",
    "send",
    "withdraw",
]
