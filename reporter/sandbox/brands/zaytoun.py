"""Zaytoun Table: olive oil and mezze, Amman. Generous recipes, now and then a caption in Arabic. Data only."""

from __future__ import annotations

from datetime import date

from reporter.catalog.models import Login
from reporter.sandbox.accounts import Look, Rhythm, SandboxAccount, Voice

ZAYTOUN = SandboxAccount(
    alias="zaytoun",
    name="Zaytoun Table",
    username="zaytoun.table",
    instagram_id="17841405270010003",
    login=Login.FACEBOOK,
    zone="Asia/Amman",
    biography="Olive oil, mezze, long tables 🫒\nزيت زيتون من الحقل إلى المائدة",
    website="https://zaytoun.example",
    followers=23_600,
    growth=0.22,
    opened=date(2021, 3, 8),
    business_since=date(2021, 11, 2),
    counts_replies=True,
    actions={"bio_link_clicked": 60, "direction": 17, "call": 9, "email": 6, "text": 4, "other": 4},
    rhythm=Rhythm(
        media=(4, 7),
        stories=(5, 10),
        reels_share=0.5,
        weekdays=(1.0, 1.0, 1.0, 1.3, 1.2, 0.9, 1.1),
        hours={9: 0.9, 10: 1.0, 13: 1.2, 16: 1.0, 18: 1.6, 19: 1.7, 20: 1.9, 21: 1.4},
        audience={9: 0.86, 10: 0.9, 13: 0.94, 16: 0.98, 18: 1.1, 19: 1.16, 20: 1.3, 21: 1.24},
        days=(0.92, 0.94, 0.98, 1.14, 1.2, 1.06, 0.94),
    ),
    voice=Voice(
        captions=(
            (
                "{item}, three ingredients, ten minutes. Recipe below 👇\n\nWarm the oil, do not fry it. Add lemon off "
                "the heat. Eat standing up. #mezze #recipe"
            ),
            "First press of the year from {place}. It tastes like cut grass, and it bites back. 🌿 #newin #evoo",
            "Forty people, one table, no phones until dessert. Thank you all. #longtable",
            "How to tell good olive oil from a good label. Swipe 👉 #oliveoil101",
            "Umm Khalid has picked these trees for 31 years. She says the ladder is new. 💚 #harvest #behindthescenes",
            "Giveaway! A crate from {place} for you and a neighbour. Tell us who you cook for. #giveaway",
            "{item} for breakfast, for lunch, and cold from the fridge at midnight. No judgement here. #mezze",
            "The new tins are here, drawn by @noor.draws. We keep one on the shelf, unopened. #launch",
            "Question of the week: lemon or sumac? Wars have been fought at our table.",
        ),
        reels=(
            "{item} in one pan. Sound on for the sizzle. 🔊 #recipe #reels",
            "From tree to tin in 45 seconds, {place}. #harvest #makingof",
            "You have been cutting tomatoes wrong. So have we. 🍅 #kitchentips",
            "Grandmother rates TikTok hummus. It does not go well. 😂 #hummus",
            "Bread, oil, za'atar. That is the reel. #mezze",
            "Pouring {item}, slowly. You are welcome. #satisfying",
        ),
        stories=("Harvest, day 6", "Supper club: 4 seats left", "Lemon or sumac?", "Recipe is up 👆"),
        items=(
            "Labneh with burnt chilli oil",
            "Muhammara",
            "Green olive salad",
            "Fattoush",
            "Ful with cumin",
            "Msabbaha",
        ),
        places=("Ajloun", "the Jordan valley", "Irbid", "our oldest grove", "Jerash"),
        tags=("zaytountable", "oliveoil", "levantinefood", "mezzelovers", "foodphotography", "ammanfood"),
        rare=(
            "موسم القطاف بدأ! 🫒 شكراً لكل من ساعدنا هذا الأسبوع في عجلون. #زيت_زيتون #قطاف #zaytountable",
            "الوصفة التي طلبتموها: لبنة، زيت، وقليل من الصبر. احفظوا المنشور. #وصفات #مازة",
        ),
    ),
    look=Look("bowl", ("#53622f", "#8a9a4b", "#d9c77e", "#f1e6c8", "#c46a3d"), "#7a4a2b", "#f7f2e4", "#5f7a2c"),
)
