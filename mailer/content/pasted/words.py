"""The words by which the furniture of a page is known, in the languages that press offices write in."""

# Words of other scripts are the very subject here.

import re

from mailer.domain.release import ReleaseKind

_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


def folded(text: str) -> str:
    """Return ``text`` for comparing: small letters, one blank between words, no signs at either end."""
    return _EDGE.sub("", " ".join(text.casefold().replace("’", "'").split()))


#: Labels above a headline, and the kind of release that each one tells.
KINDS = {
    ReleaseKind.PRESS_RELEASE: (
        "press release|news release|media release|news|news story|press|for immediate release|immediate release|"
        "communiqué de presse|communiqué|actualité|pour diffusion immédiate|comunicado de prensa|nota de prensa|"
        "comunicado|noticia|noticias|para publicación inmediata|para difusión inmediata|пресс-релиз|новости|"
        "للنشر الفوري|بيان صحفي|خبر صحفي|أخبار|新闻稿|新闻|即时发布|pressemitteilung|comunicado de imprensa"
    ),
    ReleaseKind.STATEMENT: "statement|press statement|déclaration|declaración|заявление|بيان|声明|erklärung",
    ReleaseKind.MEDIA_ADVISORY: (
        "media advisory|press advisory|avis aux médias|note aux médias|aviso a los medios|"
        "convocatoria de prensa|объявление для сми|تنويه إعلامي|媒体通告|媒体预告"
    ),
    ReleaseKind.BRIEFING_NOTE: (
        "briefing note|briefing notes|press briefing note|press briefing notes|note d'information|"
        "nota informativa|брифинг|إحاطة صحفية|简报"
    ),
}
LABELS = {word: kind for kind, words in KINDS.items() for word in words.split("|")}

#: Buttons and remarks that stand between paragraphs; the text goes on after them.
BUTTONS = re.compile(
    r"share|share this|share this page|share this article|share on|share on facebook|share on twitter|"
    r"share on linkedin|share on x|share via email|share by email|facebook|twitter|x|linkedin|whatsapp|"
    r"telegram|instagram|youtube|bluesky|threads|email|e-mail|print|print this page|copy link|tweet|save|"
    r"listen|download|download pdf|pdf|back|home|menu|search|skip to main content|skip to content|"
    r"toggle navigation|close|advertisement|read this in|available in|language|partager|partager sur|imprimer|"
    r"accueil|télécharger|envoyer|écouter|rechercher|aller au contenu principal|compartir|compartir en|"
    r"imprimir|inicio|descargar|buscar|escuchar|pasar al contenido principal|поделиться|распечатать|главная|"
    r"скачать|поиск|شارك|مشاركة|طباعة|الرئيسية|تحميل|بحث|分享|打印|首页|下载|搜索|teilen|drucken|compartilhar"
)

#: Headings below which no text of the release comes any more.
_BELOW = (
    r"related(?: \w+){0,2}|more (?:news|stories|from \w+)|latest(?: \w+)?|recent (?:news|posts|stories)|"
    r"read (?:more|next|also)|"
    r"you (?:may|might) also (?:like|be interested in)|most (?:read|popular)|see also|follow us.{0,20}|"
    r"subscribe.{0,40}|sign up.{0,40}|"
    r"(?:our )?newsletter|comments?|leave a (?:reply|comment)|back to top|privacy(?: policy| notice)?|"
    r"terms of (?:use|service)|"
    r"cookies?(?: \w+){0,2}|all rights reserved.{0,40}|tags?|topics?|sdgs?|categories|"
    r"à lire aussi|lire aussi|articles? (?:liés?|similaires?|connexes?)|sur le même sujet|"
    r"dernières (?:actualités|nouvelles)|"
    r"en savoir plus|suivez-nous.{0,20}|s'abonner.{0,40}|abonnez-vous.{0,40}|mentions légales|haut de page|"
    r"tous droits réservés.{0,40}|"
    r"(?:noticias|contenidos?|artículos?) relacionad[oa]s|relacionad[oa]s|últimas noticias|leer más|síguenos.{0,20}|"
    r"suscr[íi]b.{0,40}|aviso legal|política de (?:privacidad|cookies)|volver arriba|"
    r"todos los derechos reservados.{0,40}|etiquetas|"
    r"читайте также|похожие (?:новости|материалы)|материалы по теме|подписаться.{0,30}|все права защищены.{0,40}|"
    r"مواضيع ذات صلة|أخبار ذات صلة|اقرأ أيضا.{0,10}|تابعونا.{0,20}|جميع الحقوق محفوظة.{0,40}|"
    r"相关(?:新闻|链接|阅读|文章)|更多新闻|订阅.{0,10}|返回顶部|版权所有.{0,20}|"
    r"mehr zum thema|das könnte sie auch interessieren"
)
BELOW = re.compile(rf"(?:{_BELOW})", re.IGNORECASE)

#: Remarks on pictures and rights that stand in the text without belonging to it.
CREDIT = re.compile(
    r"(?:photos?|image|picture|video|foto|photographie|imagen|фото|صورة|图片|摄影)\s?(?:credits?\b|by\b|"
    r"crédits?\b|[:：©/]).{0,160}|"
    r"(?:©|\(c\)|copyright\b|crédit photo|crédito).{0,160}",
    re.IGNORECASE,
)

#: Where a release says that it ends.
END = re.compile(
    r"[\W_]*(?:ends?|end of (?:release|text)|fin|fin du communiqué|конец|النهاية|انتهى|完|-30-|30)[\W_]*|"
    r"#(?:\s*#){1,}|\*\s+\*{3}\s+\*",
    re.IGNORECASE,
)
_BARE_END = re.compile(r"(?:30|end|fin)", re.IGNORECASE)

#: Headings of what follows the text and belongs to it.
NOTES = re.compile(
    r"(?:notes?\s+(?:to|for)\s+(?:the\s+)?(?:editors?|journalists|media)|editor'?s'? notes?|background|"
    r"notes?\s+(?:aux|à l'attention des|pour les)\s+(?:rédact\w+|journalistes|éditeurs)|contexte|"
    r"notas?\s+(?:a|para)\s+(?:los|las)?\s*(?:editor\w*|redact\w*|periodistas)|antecedentes|"
    r"примечани\w+ для (?:редакт\w+|редакций|журналистов)|справка|справочная информация|"
    r"ملاحظ\S+ (?:لل|إلى ال)(?:محرر\w+|صحفيين)|معلومات أساسية|编者注|编辑注|背景)\W*",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(?:about\s+(?:the\s+)?\S.{1,60}|à propos\s+d(?:e|u|es|')\s*\S.{1,60}|(?:acerca de|sobre)\s+\S.{1,60}|"
    r"(?:об?|об организации)\s+[А-ЯЁ«].{1,60}|(?:نبذة عن|حول|عن)\s+\S.{1,60}|关于.{1,20})",
    re.IGNORECASE,
)
EMBARGO = re.compile(
    r"embargo(?!\w*\s+(?:on|against|sur|contra|sobre))\w*|not for (?:publication|release|"
    r"broadcast)\w* (?:before|until)|"
    r"эмбарго|не публиковать до|حظر النشر|محظور النشر|禁发|禁止.{0,6}前发布",
    re.IGNORECASE,
)

_INTRO = (
    r"for\s+(?:more|further|additional|any|all)\s+(?:information|details|queries|questions|enquiries|inquiries)|"
    r"for\s+(?:all\s+|any\s+)?(?:media|press|interviews?)(?:\s+(?:enquiries|inquiries|queries|requests|"
    r"information|interviews?|details))?|"
    r"to\s+(?:arrange|request)\s+(?:an?\s+)?interviews?|"
    r"(?:media|press)\s+(?:contacts?|enquiries|inquiries|queries|office|officers?|relations|focal\s+points?)|"
    r"spokes(?:persons?|people)|pour\s+(?:\w+\s+){0,3}?(?:d'|de\s+)?"
    r"(?:informations?|renseignements?|précisions?|détails|demandes?|questions?)(?:\s+(?:complémentaires?|"
    r"supplémentaires?|presse|média))?|"
    r"(?:contacts?|relations?|renseignements?|service|bureau)\s+(?:de\s+)?(?:la\s+|aux?\s+|avec\s+la\s+|"
    r"avec\s+les\s+)?"
    r"(?:presse|médias?)|"
    r"para\s+(?:obtener\s+)?(?:más|mayor|cualquier)\s+(?:información|informaciones|detalles|consulta)|"
    r"(?:contactos?|oficina|gabinete)\s+(?:de|para|con)\s+(?:la\s+|los\s+)?(?:prensa|"
    r"medios(?:\s+de\s+comunicación)?)|contactos?(?=\s*(?:[:：]|$))|"
    r"para\s+(?:obter\s+)?mais\s+informações|contatos?\s+(?:de|para)\s+(?:a\s+)?imprensa|"
    r"(?:für\s+)?(?:weitere|nähere|mehr)\s+informationen|pressekontakt|(?:kontakt|"
    r"ansprechpartner(?:in)?)(?:\s+für\s+(?:die\s+)?(?:presse|medien))?|"
    r"per\s+(?:ulteriori|maggiori)\s+informazioni|contatti\s+(?:per\s+la\s+)?stampa|"
    r"(?:для\s+(?:получения\s+)?(?:дополнительной|более\s+подробной)\s+информации|за\s+дополнительной\s+информацией|"
    r"дополнительная\s+информация|контакт\w*(?:\s+(?:для|со)\s+(?:сми|прессы|прессой))?|контактная\s+информация)|"
    r"(?:ل?لمزيد\s+من\s+(?:المعلومات|التفاصيل)|للحصول\s+على\s+(?:مزيد|المزيد)\s+من\s+المعلومات|"
    r"للاستفسار\S*(?:\s+الإعلامية)?|"
    r"(?:جهات?|مسؤول)\s+الاتصال(?:\s+الإعلامي\S*)?|للتواصل(?:\s+الإعلامي)?)|"
    r"(?:如?(?:欲|需)(?:了解|获取|知)?(?:更多|详细|进一步)?(?:信息|详情|资料)|更多(?:信息|详情)|媒体(?:联系|联络|查询|咨询)人?|"
    r"新闻联(?:系|络)人?|联(?:系|络)(?:人|方式)?)|"
    r"contacts?\s+(?:information|details|persons?|us|for\s+(?:the\s+)?(?:media|press))|contacts?(?=\s*(?:[:：]|$))"
)
_CALL = (
    r"(?:(?:please|kindly)\s+)?(?:feel free to\s+|do not hesitate to\s+|don't hesitate to\s+)?"
    r"(?:contact|call|reach(?:\s+out\s+to)?|get\s+in\s+touch\s+with|write\s+to|e-?mail)?(?:\s+us(?:\s+at)?)?|"
    r"(?:veuillez\s+|merci\s+de\s+|prière\s+de\s+)?(?:contacter|contactez|joindre|vous\s+adresser\s+à|"
    r"s'adresser\s+à|appeler)|"
    r"(?:por\s+favor,?\s+)?(?:contacte|contactar|comuníquese\s+con|póngase\s+en\s+contacto\s+con|"
    r"ponerse\s+en\s+contacto\s+con|favor\s+contactar)"
    r"(?:\s+(?:con|a))?|contactar|contate|kontaktieren\s+sie|wenden\s+sie\s+sich\s+(?:bitte\s+)?an|contattare|"
    r"(?:пожалуйста,?\s+)?(?:обращайтесь|свяжитесь|просьба\s+обращаться|обращаться)(?:\s+(?:к|с|со|по))?|"
    r"(?:يرجى|الرجاء)?\s*(?:الاتصال|التواصل)?\s*(?:بـ|ب|مع|على)?|请?(?:联系|联络|致电|咨询|洽)?"
)
#: The words that lead to a contact. What the sentence is about may stand between, up to a comma or colon.
INTRO = re.compile(
    rf"[\W_]*(?:{_INTRO})(?!\w)(?:\s+(?:about|on|regarding|sur|concernant|sobre|acerca|о|об|حول|"
    rf"عن)\s[^:：,،，]{{2,100}}?"
    rf"(?=[:：,،，]|\s+(?:please|kindly|contact|call|veuillez|contacte|merci|обра|свяж|يرجى|请)))?"
    rf"[\s,،，]*(?:{_CALL})(?:\s*[:：]\s*|\s+|$)",
    re.IGNORECASE,
)


def is_end(text: str) -> bool:
    """Return whether the line says that the release ends here, and is not simply the word or number."""
    stripped = text.strip()
    return bool(END.fullmatch(stripped)) and not (_BARE_END.fullmatch(stripped) and not stripped.isupper())


def is_furniture(text: str) -> bool:
    """Return whether the line is a button, a remark on a picture, or holds no word at all."""
    return (
        bool(BUTTONS.fullmatch(folded(text))) or bool(CREDIT.fullmatch(text.strip())) or not any(map(str.isalnum, text))
    )


def is_below(text: str) -> bool:
    """Return whether the line heads what is no part of the release: related stories, newsletters, tags."""
    return bool(BELOW.fullmatch(folded(text)))
