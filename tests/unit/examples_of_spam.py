"""What breaks the checks of what filters count and of the headers, and what they leave alone."""

from tests.unit.breaking import LONG_TEXT, Example, header, in_language, of_domains, photo, subject
from tests.unit.copies import good, written

_LINK = "[page](https://aurelia.example.org/page) "

BROKEN: tuple[Example, ...] = (
    ("G001", lambda: subject("RIVER LENTA RISES AGAIN in spring")(good())),
    ("G001", lambda: subject("SOUS EMBARGO\u00a0: LES ALERTES DE CRUE SONT en hausse")(good("fr"))),
    ("G002", lambda: subject("The river rises!!")(good())),
    ("G002", lambda: subject("Help! The river rises!")(good())),
    ("G002", lambda: subject("هل ارتفع النهر؟؟")(good("ar"))),
    ("G002", lambda: subject("河水上涨！！")(good("zh"))),
    ("G002", lambda: subject("$$ for wells")(good())),
    ("G003", lambda: subject("Act now: the river rises")(good())),
    ("G003", lambda: subject("Offre spéciale pour les puits")(good("fr"))),
    ("G003", lambda: subject("Oferta exclusiva para pozos")(good("es"))),
    ("G003", lambda: subject("Специальное предложение для колодцев")(good("ru"))),
    ("G003", lambda: subject("عرض خاص على الآبار")(good("ar"))),
    ("G003", lambda: subject("水井限时优惠")(good("zh"))),
    ("G003", lambda: written("For the report click here: https://aurelia.example.org/report")),
    ("G003", lambda: written("To read on, [click here for the report](https://aurelia.example.org/report).")),
    ("G003", lambda: written("Click here, or [click here](https://aurelia.example.org/report).")),
    ("G003", lambda: in_language("fr", "Pour lire, cliquez ici\u00a0: https://aurelia.example.org/rapport")),
    ("G004", lambda: written("The river rose.", photos=(photo(),))),
    ("G005", lambda: written(f"{LONG_TEXT}\n\n{_LINK * 45}")),
    ("G006", lambda: written("Flood")),
    ("H001", lambda: of_domains("example.net")),
    ("H002", lambda: header("From", "press@aurelia.example.org")(good())),
    ("H003", lambda: header("Reply-To", "the press desk")(good())),
    ("H003", lambda: header("Reply-To", "aurelia.press@example.net")(good())),
    ("H004", lambda: header("From", "Aurelia Press <no-reply@aurelia.example.org>")(good())),
    ("H004", lambda: header("From", "Aurelia Presse <ne-pas-repondre@aurelia.example.org>")(good())),
    ("H005", lambda: header("X-Long", "word " * 300)(good())),
    ("H006", lambda: header("From", '"press@aurelia.example.org" <press@aurelia.example.org>')(good())),
    ("H006", lambda: header("From", '"Aurelia   Press" <press@aurelia.example.org>')(good())),
)

FINE: tuple[Example, ...] = (
    ("G001", lambda: subject("UNHCR, WFP and UNICEF warn")(good())),
    ("G001", lambda: good("fr")),
    ("G001", lambda: written(headline="RIVER RISES AGAIN")),
    ("G002", lambda: subject("¿Sube el río? ¡Sí, sube!")(good("es"))),
    ("G002", lambda: subject("Where does the water go? Wells cost $3 million!")(good())),
    ("G003", lambda: subject("Free school meals: prize winner urges ministers to act before winter")(good())),
    ("G003", lambda: written("Readers click on the map here to see the river.")),
    ("G003", lambda: written("For the report [click here](https://aurelia.example.org/report).")),  # A007 says it
    ("G003", lambda: in_language("fr", "Pour lire, [Cliquez ici](https://aurelia.example.org/rapport).")),
    ("G004", good),
    ("G004", lambda: good("zh")),
    ("G005", lambda: written(f"{LONG_TEXT}\n\n{_LINK * 20}")),
    ("G006", lambda: in_language("zh", "河水上涨了。")),
    ("G006", lambda: written("The river rose.")),
    ("H001", good),
    ("H002", good),
    ("H003", lambda: header("Reply-To", "Desk <desk@news.aurelia.example.org>")(good())),
    ("H004", lambda: header("From", "Aurelia Press <norah.reply@aurelia.example.org>")(good())),
    ("H005", lambda: header("X-Long", "word " * 90)(good())),
    ("H006", lambda: header("From", '"Aurelia Press, Geneva" <press@aurelia.example.org>')(good())),
)
