"""Lumen Home: lamps and living, Cape Town. Warm, busy, talks to people who redecorate at night. Data only."""

from __future__ import annotations

from datetime import date

from reporter.catalog.models import Login
from reporter.sandbox.accounts import Look, Rhythm, SandboxAccount, Voice

LUMEN = SandboxAccount(
    alias="lumen",
    name="Lumen Home",
    username="lumen.home",
    instagram_id="17841405270010001",
    login=Login.FACEBOOK,
    zone="Africa/Johannesburg",
    biography="Lamps for slow evenings 💡\nMade in Cape Town, shipped worldwide",
    website="https://lumen.example",
    followers=48_200,
    growth=0.14,
    opened=date(2021, 2, 1),
    business_since=date(2021, 9, 15),
    counts_replies=True,
    actions={"bio_link_clicked": 74, "email": 9, "direction": 8, "call": 3, "text": 1, "other": 5},
    rhythm=Rhythm(
        media=(9, 12),
        stories=(12, 20),
        reels_share=0.4,
        weekdays=(1.2, 1.0, 1.1, 1.3, 1.0, 0.8, 1.1),
        hours={7: 1.2, 8: 1.0, 12: 1.5, 13: 1.0, 17: 1.2, 18: 2.0, 19: 2.2, 20: 1.6, 21: 0.6},
        audience={7: 0.82, 8: 0.9, 12: 1.0, 13: 0.92, 17: 1.02, 18: 1.15, 19: 1.32, 20: 1.28, 21: 1.1},
        days=(0.95, 0.98, 1.0, 1.12, 0.9, 0.86, 1.18),
    ),
    voice=Voice(
        captions=(
            (
                "Meet {item}. Mouth-blown glass, a brass collar, and a glow that makes you cancel plans. ✨\n\n"
                "Now in three colours. Link in bio. #newin #lightdesign"
            ),
            (
                "Every shade is sanded by hand, twice. This is Thandi, and she hears when the linen is tight enough. "
                "#behindthescenes #handmade"
            ),
            (
                "GIVEAWAY 🎁 Two of you win {item}, one for you and one for the friend you tag below. "
                "Open until Sunday midnight, winners on Monday. #giveaway #lumenlove"
            ),
            "A corner in {place} that used to hold a broken printer. Now it holds a reading habit. #cornerofhome",
            (
                "Three lamps, one room, no ceiling light. Swipe for the plan 👉\n\n"
                "1. One low, behind the sofa\n2. One at eye level\n3. One that you can carry\n\nSave this for later. "
                "#lightingtips"
            ),
            "{item}, photographed at 19:40 with nothing else switched on. No filter, promise. #goldenhourathome",
            "“I bought it for the hallway and it never got past the bedroom.” Thank you Zoe, same. 🧡 #lumenlove",
            "Restock! {item} is back after eleven weeks. You know who you are: go. #newin",
            "Paper, linen or glass? Tell us which one you would put in {place}, and why it is linen. #interiorstyling",
            "Our workshop runs on sun from 8 to 4 ☀️ and on Sipho's playlist from 4 to 6. #makingof #capetownmade",
            "Small flat, big evening. {item} takes up 12 cm of your table. #smallspaces",
            "New collection, quietly called Dusk. Nine pieces, all dimmable, all repairable. Out now. #newdrop #launch",
            "Sunday plan: soup, socks, {item}. 🍲",
            "The bulb question, answered once and for all: 2700 kelvin, warm, dimmable. You are welcome. #lightingtips",
        ),
        reels=(
            "Before and after in {place}: wait for the switch. 🔦 #beforeandafter #reels",
            "How a flat sheet of linen becomes {item} in 30 seconds. #makingof #handmade",
            "POV: you turned off the big light. #neverthebiglight",
            "Unboxing {item} with no talking, only paper sounds. #asmr #newin",
            "5 places for a lamp you have not thought of. Number 4 is the bath 🛁 #lightingtips",
            "Glass at 1,100 degrees, and a very calm man. Part 2 on Friday. #behindthescenes #glassblowing",
            "Styling one shelf three ways. Which one is yours: A, B or C? #interiorstyling",
            "Our founder tries to assemble {item} blindfolded. It takes 94 seconds. 😅 #lumenlove",
            "The Dusk collection in motion. Out now. #newdrop #launch",
            "What 2700 K, 3000 K and 4000 K really look like in the same room. #lightingtips",
        ),
        stories=(
            "New in the shop",
            "Vote: linen or glass?",
            "Last 20 pieces",
            "Good morning from the workshop ☕",
            "Link 👆",
        ),
        items=("Mira", "Halo 02", "the Otto table lamp", "Petal", "Little Karoo", "the Fenn floor lamp", "Dune"),
        places=("Woodstock", "a rented kitchen", "the hallway", "Kalk Bay", "a 28 m² studio", "the spare room"),
        tags=("lumenhome", "interiordesign", "homedecor", "lampsofinstagram", "slowliving", "cosyhome", "tablelamp"),
    ),
    look=Look("lamp", ("#2b2140", "#6b3f5b", "#e39a5f", "#f6d9a8", "#3a4a5c"), "#3b2a2f", "#f2e3cf", "#ffb84d"),
)
