import json
from tests.shipped import Desk
from assistant.vocabulary import Turn


def test_show(desk: Desk, capsys):
    Q = [
        ["Is Zorbville, Texas a member?"],
        ["Are we a member?", "Zorbville, Texas"],
        ["Is San Diego, California a member?", "How many members are there?"],
        ["Is San Diego, California a member?", "Which cities are members?"],
        ["Is San Diego, California a sister city of Zorbville?"],
        ["Is the town Zorbville a member?"],
        ["Is San Diego, California a member?", "¿Cómo puede unirse San Diego?"],
        ["Is Frobnitz Falls, Ohio a member?"],
        ["Is Zorbville in Texas a member?"],
        ["Who are the sister cities of Zorbville, Texas?"],
        ["How many members do you have?"],
        ["Is San Diego a member?"],
        ["Is Taipei a member?"],
        ["Can San Diego have two sister cities in Mexico?"],
        ["Tell me about Taipei"],
    ]
    with capsys.disabled():
        for q in Q:
            a = desk.ask(q[-1], *[Turn("user", t) for t in q[:-1]])
            print("\nQ:", " || ".join(q), "\n  ", a.outcome.value, a.reason, a.text[:420])
