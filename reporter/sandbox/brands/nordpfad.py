"""Nordpfad: outdoor gear from Hamburg, in German. The largest of the five; weekends count. Data only."""

from __future__ import annotations

from datetime import date

from reporter.catalog.models import Login
from reporter.sandbox.accounts import Look, Rhythm, SandboxAccount, Voice

NORDPFAD = SandboxAccount(
    alias="nordpfad",
    name="Nordpfad",
    username="nordpfad_outdoor",
    instagram_id="17841405270010002",
    login=Login.FACEBOOK,
    zone="Europe/Berlin",
    biography="Ausrüstung für draußen 🌲 Repariert statt ersetzt.\nHamburg · seit 2009",
    website="https://nordpfad.example",
    followers=116_800,
    growth=0.09,
    opened=date(2021, 1, 4),
    business_since=date(2021, 6, 1),
    counts_replies=False,
    actions={"bio_link_clicked": 82, "email": 7, "direction": 4, "call": 2, "text": 1, "other": 4},
    rhythm=Rhythm(
        media=(5, 8),
        stories=(4, 9),
        reels_share=0.45,
        weekdays=(0.8, 1.0, 1.0, 1.1, 1.3, 1.2, 1.4),
        hours={6: 0.8, 7: 1.3, 8: 0.9, 11: 0.8, 12: 1.1, 17: 1.4, 18: 1.9, 19: 1.6, 20: 1.0},
        audience={6: 0.9, 7: 1.05, 8: 0.96, 11: 0.84, 12: 0.92, 17: 1.04, 18: 1.2, 19: 1.24, 20: 1.12},
        days=(0.9, 0.92, 0.96, 1.0, 1.08, 1.1, 1.22),
    ),
    voice=Voice(
        captions=(
            "Nebel, Kaffee, und noch 14 Kilometer {place}. Manchmal ist das schon der ganze Plan. 🌫️ #draussensein",
            (
                "Neu: {item}. 640 Gramm leicht, wasserdicht bis 20.000 mm, und jede Naht können wir nachnähen. "
                "#newin #ausrüstung"
            ),
            (
                "Packliste für zwei Nächte draußen 👉 Wischen, speichern.\n\nSchlafsack, Matte, Kocher, Stirnlampe, "
                "Mütze. Mehr braucht es nicht. #packliste #mikroabenteuer"
            ),
            (
                "Unsere Werkstatt hat dieses Jahr 3.412 Jacken repariert. Diese hier zum vierten Mal. 🧵 "
                "#repairstattneu #behindthescenes"
            ),
            "„Wir wollten nur kurz schauen.“ Sechs Stunden später, {place}. Danke für das Bild, Jonas! #nordpfadmoment",
            "Wie viel Regen ist zu viel Regen? Fragen für einen Freund. ☔",
            (
                "GIVEAWAY: Wir verlosen {item} unter allen, die uns ihre liebste Hütte verraten. Bis Sonntag, "
                "ab 18 Jahren. #giveaway #hüttenliebe"
            ),
            "Herbst {place}: goldene Lärchen, kalte Finger, heiße Suppe. 🍂 #wandernmachtglücklich",
            "Größen richtig messen in drei Schritten. Spart uns beiden ein Paket. 📏 #ausrüstung",
            "Die neue Kollektion Fjell ist da. Elf Teile, kein einziges ohne Zweck. #launch #fjell",
        ),
        reels=(
            "Zelt aufbauen im Sturm: 4 Handgriffe, die sitzen müssen. 🎬 #tutorial #campinghacks",
            "24 Stunden {place} in 24 Sekunden. Ton an! 🔊 #mikroabenteuer",
            "So testen wir {item}: Regenturm, Gefrierschrank, und Praktikant Malte. 😄 #makingof",
            "Reißverschluss kaputt? Kerze, Zange, fertig. #repairstattneu",
            "Erwartung und Wirklichkeit: Sonnenaufgang am Gipfel. #wanderlust",
            "Drei Knoten, die jeder können sollte. Nummer 2 hält ein Boot. 🪢 #tutorial",
            "Ausgepackt: {item}. Und was wir gern früher gewusst hätten. #newin",
        ),
        stories=("Guten Morgen aus der Werkstatt", "Welche Farbe?", "Heute bis 18 Uhr", "Neuer Artikel im Journal"),
        items=("die Fjell-Jacke", "das Zelt Lärche 2", "die Stirnlampe Polar", "das Tarp Raureif", "die Mütze Tide"),
        places=(
            "im Harz",
            "auf dem Rennsteig",
            "in der Sächsischen Schweiz",
            "auf Amrum",
            "im Karwendel",
            "am Brocken",
        ),
        tags=("nordpfad", "wandern", "outdoor", "natur", "bergliebe", "heimatentdecken", "trekking", "draußen"),
    ),
    look=Look("peaks", ("#20344a", "#47708f", "#9fc2cf", "#e7c9a9", "#6c8f7a"), "#26402f", "#dfe9ee", "#f0a04b"),
)
