"""Kettle & Crumb: a bakery in Leeds with three thousand followers, the one with Instagram Login. Data only."""

from __future__ import annotations

from datetime import date

from reporter.catalog.models import Login
from reporter.sandbox.accounts import Look, Rhythm, SandboxAccount, Voice

KETTLE = SandboxAccount(
    alias="kettle",
    name="Kettle & Crumb",
    username="kettleandcrumb",
    instagram_id="17841405270010005",
    login=Login.INSTAGRAM,
    zone="Europe/London",
    biography="Sourdough, buns, strong tea. 🥐\nOpen Wed to Sun, until it is gone",
    website="https://kettleandcrumb.example",
    followers=3_140,
    growth=0.3,
    opened=date(2021, 4, 12),
    business_since=date(2022, 1, 10),
    counts_replies=False,
    actions={"direction": 46, "bio_link_clicked": 24, "call": 18, "text": 5, "email": 4, "other": 3},
    rhythm=Rhythm(
        media=(3, 6),
        stories=(4, 9),
        reels_share=0.35,
        weekdays=(0.4, 0.6, 1.3, 1.2, 1.4, 1.6, 1.2),
        hours={6: 1.3, 7: 1.8, 8: 1.4, 10: 0.9, 12: 0.9, 16: 0.8, 19: 1.0},
        audience={6: 1.0, 7: 1.2, 8: 1.24, 10: 1.0, 12: 0.94, 16: 0.84, 19: 1.06},
        days=(0.82, 0.88, 1.02, 1.0, 1.1, 1.26, 1.08),
    ),
    voice=Voice(
        captions=(
            "{item} out of the oven at 7:40. That is not a metaphor. 🥐 #leedsfood",
            "Sold out by 10:15. Sorry, and thank you, and also sorry. #kettleandcrumb",
            "Starter is six years old today. It is called Gerald. Say happy birthday to Gerald. 🎂 #sourdough",
            "New on the counter: {item}. Only at weekends, only until Priya gets bored. #newin",
            "Bread week timetable 🍞\n\nWed rye\nThu seeded\nFri {item}\nSat everything\nSun what is left",
            "Flour delivery, stairs, no lift. A photo essay. #behindthescenes",
            "Giveaway! Breakfast for two on Saturday. Tag who you would share a bun with, or would not. #giveaway",
        ),
        reels=(
            "The crackle. Sound on. 🔊 #sourdough #asmr",
            "Laminating {item} at 4 a.m., with commentary from the fridge. #makingof",
            "One bun, six opinions. #kettleandcrumb",
            "How we score the loaves. Mostly on purpose. #breadtok",
        ),
        stories=("Still warm", "12 buns left!", "Back on Wednesday", "Queue update: worth it", "Gerald says hi"),
        items=("Cardamom knots", "the cheese and leek swirl", "Seeded sourdough", "Rhubarb custard buns", "Tea loaf"),
        places=("Leeds",),
        tags=("leeds", "bakery", "realbread", "sourdoughbread", "supportlocal"),
    ),
    look=Look("loaf", ("#f3e2c7", "#e8b77d", "#b9d1d6", "#f7f1e6", "#d98d6a"), "#8a6a4f", "#c98b4b", "#fff4dd"),
)
