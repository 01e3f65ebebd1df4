"""Velora: bicycles from Girona for people who ride on weekdays too. Short sentences, early mornings. Data only."""

from __future__ import annotations

from datetime import date

from reporter.catalog.models import Login
from reporter.sandbox.accounts import Look, Rhythm, SandboxAccount, Voice

VELORA = SandboxAccount(
    alias="velora",
    name="Velora Cycles",
    username="veloracycles",
    instagram_id="17841405270010004",
    login=Login.FACEBOOK,
    zone="Europe/Madrid",
    biography="Bikes, built slowly in Girona. 🚲\nRide out Saturdays 07:30",
    website="https://velora.example",
    followers=64_900,
    growth=0.17,
    opened=date(2021, 1, 18),
    business_since=date(2021, 8, 9),
    counts_replies=False,
    actions={"bio_link_clicked": 79, "email": 8, "direction": 6, "call": 2, "text": 1, "other": 4},
    rhythm=Rhythm(
        media=(4, 8),
        stories=(3, 8),
        reels_share=0.55,
        weekdays=(0.9, 1.1, 1.0, 1.1, 1.0, 1.5, 1.3),
        hours={6: 1.4, 7: 1.8, 8: 1.0, 13: 1.0, 17: 1.0, 18: 1.5, 19: 1.3, 21: 0.8},
        audience={6: 1.16, 7: 1.28, 8: 1.06, 13: 0.88, 17: 0.92, 18: 1.04, 19: 1.1, 21: 0.94},
        days=(0.94, 1.0, 1.0, 0.98, 0.92, 1.24, 1.16),
    ),
    voice=Voice(
        captions=(
            "06:12. {place}. Nobody else up. #earlymiles",
            "{item}, raw and unpainted. 7.1 kilos bare, and as many of opinion. 🔩 #newbikeday #newdrop",
            "One weld, forty minutes, no second try. Marta does six a day. #behindthescenes #steelisreal",
            "Saturday ride out: 74 km, two coffees, one puncture, zero regrets. Swipe for the damage. ☕ #rideout",
            "Gear for four seasons in one picture. Save it, lose it, find it in March. #ridingtips",
            "Giveaway time: a frame bag in your colour. Tell us your longest ride in sandals. #giveaway",
            "Rain is just fast air. #earlymiles",
            "“Sold the car in May. Do not miss it.” Eloïse, Lyon, with {item} at the door. 💙 #velorastories",
            "{item} is live. Four sizes, two colours, one lever you will not stop touching. #launch",
        ),
        reels=(
            "{place}, last light, no words. 🎧 #gravel",
            "Fix a tubeless flat in 60 seconds. With cold hands. In the dark. #ridingtips #tutorial",
            "From tube to {item}: 19 hours in 30 seconds. #makingof",
            "Descending {place} as the sun comes up 🌅 Sound on. #cyclinglife",
            "Things every bike shop hears on Monday. Tag yours. 😂 #bikeshop",
            "How much does chain wax save? We put it on the rig. #ridingtips",
            "Two riders, {item}, the worst idea of the year. #velorastories",
        ),
        stories=("Ride out tomorrow 07:30", "Which bar tape?", "Shop open until 19:00", "Weather: yes"),
        items=("Alba 2", "the Tramuntana gravel frame", "Costa", "the city model Rambla", "Ventós SL"),
        places=("Rocacorba", "Els Àngels", "the road to Sant Feliu", "Vall de Núria", "the old rail trail"),
        tags=("veloracycles", "girona", "cycling", "gravelbike", "roadcycling", "outsideisfree", "bikelife"),
    ),
    look=Look("wheel", ("#12263a", "#1f5c73", "#e4572e", "#f3d9b1", "#7aa5a0"), "#2d3142", "#f4f1ea", "#ffd166"),
)
