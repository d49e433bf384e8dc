"""What the columns of a list may be called, in eight languages and in many programs. Facts only."""


def _set(headers: str) -> frozenset[str]:
    return frozenset(headers.split("|"))


#: Column, and the headers that it goes by, as ``spelling.header_key`` has them; the preferred first.
KNOWN = {
    "address": "address|email|e mail|email address|e mail address|mail|mail address|primary email|work email|"
    "email 1|e mail 1|contact email|contact e mail|contact email address|business email|"
    "courriel|adresse email|adresse e mail|adresse mail|adresse courriel|adresse électronique|mél|correo|"
    "correo electrónico|"
    "correo electronico|dirección de correo|e mail adresse|эл почта|электронная почта|почта|адрес эл почты|"
    "البريد الإلكتروني|البريد الالكتروني|بريد إلكتروني|电子邮件|电子邮箱|邮箱|邮件",
    "others": "other addresses|other emails|other email|second email|secondary email|alternate email|alternative email|"
    "email 2|e mail 2|email 3|e mail 3|additional email|additional emails|autre courriel|otro correo",
    "name": "name|full name|contact|contact name|display name|journalist|journalist name|"
    "nom|nom complet|nom et prénom|nombre|nombre completo|"
    "nombre y apellidos|имя|фио|имя и фамилия|الاسم|الاسم الكامل|姓名|名字",
    "first": "first name|firstname|given name|contact first name|prénom|prenom|vorname|nome|nombre de pila",
    "last": "last name|lastname|surname|family name|contact last name|nom de famille|nachname|cognome|apellido|"
    "apellidos|"
    "фамилия|اسم العائلة|姓",
    "outlet": "outlet|outlet name|organisation|organization|media|media outlet|media outlet name|media organisation|"
    "company|company name|organization name|organisation name|publication|publication name|newsroom|employer|"
    "média|organe de presse|rédaction|entreprise|medio|medio de comunicación|empresa|organización|"
    "redaktion|medium|zeitung|testata|redazione|"
    "издание|сми|организация|"
    "المؤسسة|وسيلة الإعلام|المؤسسة الإعلامية|媒体|机构|单位",
    "role": "role|title|job title|contact title|contact job title|position|function|fonction|poste|titre|cargo|puesto|"
    "función|funktion|rolle|berufsbezeichnung|ruolo|funzione|должность|المنصب|"
    "الوظيفة|职务|职位",
    "kind": "kind|contact kind",
    "languages": "language|languages|lang|preferred language|langue|langues|idioma|idiomas|lengua|язык|языки|"
    "sprache|sprachen|korrespondenzsprache|lingua|lingue|"
    "اللغة|语言|语种",
    "country": "country|country code|pays|land|paese|país|pais|страна|البلد|الدولة|国家",
    "timezone": "timezone|time zone|tz|zeitzone|fuso orario|"
    "fuseau horaire|zona horaria|huso horario|часовой пояс|المنطقة الزمنية|时区",
    "beats": "beat|beats|topic|topics|interests|coverage|thème|thèmes|sujets|temas|ressort|ressorts|thema|themen|temi|"
    "темы|тематика|مواضيع|主题|领域",
    "basis": "basis|legal basis|base légale|base legal|правовое основание",
    "source": "source|origin|origine|quelle|herkunft|fonte|origen|fuente|источник|المصدر|来源",
    "frequency": "frequency|fréquence|frecuencia|частота|التواتر|频率",
    "phone": "phone|phone number|telephone|telephone number|tel|mobile|mobile phone|work phone|contact phone|"
    "téléphone|teléfono|telefono|telefon|telefonnummer|телефон|الهاتف|رقم الهاتف|电话|手机",
    "notes": "notes|note|comment|comments|remarks|remarque|remarques|notas|observaciones|"
    "bemerkung|bemerkungen|notizen|osservazioni|примечание|примечания|"
    "ملاحظات|备注",
    "embargo_since": "embargo since",
    "embargo_version": "embargo version",
}  # fmt: skip

#: The same, turned round.
COLUMN_OF = {header: column for column, headers in KNOWN.items() for header in headers.split("|")}

#: Columns in which an export says of a row that it must not be written to, by a word ...
STATUS = _set(
    "status|state|subscription status|subscriber status|email status|contact status|marketing status|statut|"
    "estado|статус|الحالة|状态"
)
#: ... or by having anything but a no in it.
FLAGS = _set(
    "unsubscribed|unsubscribed at|unsubscribe date|unsub time|opted out|opt out|opt out date|email opt out|"
    "has opted out of email|bounced|bounced at|hard bounced|hard bounce|clean time|cleaned|complained|"
    "do not contact|do not email|do not mail|blocklisted|blacklisted|blacklist|suppressed|désabonné|"
    "désinscrit|dado de baja"
)
#: What such a status says of somebody who is not to be written to ...
GONE = _set(
    "unsubscribed|unsubscribe|cleaned|bounced|bounce|hard bounced|hard bounce|blocklisted|blocked|blacklisted|"
    "complained|complaint|abuse|spam|suppressed|opted out|opt out|opted-out|archived|deleted|removed|inactive|"
    "disabled|do not contact|non subscribed|nonsubscribed|transactional|désabonné|désinscrit|baja|отписан|"
    "отписался"
)
#: ... and of somebody who has not agreed yet.
WAITING = _set("pending|unconfirmed|not confirmed|awaiting confirmation|waiting|invited")
NO = _set("|0|no|n|false|never|none|null|non|нет|لا|否|-")
