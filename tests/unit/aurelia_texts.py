"""The words of the invented release. River, towns, people and figures do not exist."""


# ruff: noqa: E501 - the texts are prose

TEXTS = {
    "en": {
        "headline": "Flood warnings now reach 310,000 more people along the Lenta River",
        "place": "Geneva",
        "summary": "Sirens, radio and text messages now give families two days to leave, instead of two hours.",
        "alt": "A woman in rubber boots reads a river gauge painted on a bridge pillar at dawn",
        "caption": "Volunteer Dalia Renn reads the Lenta River gauge in Port Selene on 9 November 2026.",
        "link": "Read the full report",
        "boilerplate": "Aurelia Relief Network helps towns to prepare for floods, storms and drought. It works with volunteers and local authorities in 14 river basins and is funded by voluntary contributions.",
        "body": """\
A new network of river gauges, sirens and text messages now warns 310,000 more people along the Lenta River of a flood two days before the water arrives, Aurelia Relief Network said today.

Until this year, most families in the lower basin had about two hours to leave their homes. In the floods of March 2024, [more than 40,000 people](https://aurelia.example.org/lenta/2024) lost theirs.

> “Two days is the difference between carrying a child and carrying a child, the papers and the seed for next year.”
> — Dalia Renn, volunteer gauge reader, Port Selene

The warnings are written by the towns themselves and sent in the four languages of the basin. During the **first high water** of the season, on 2 November, all 26 towns had moved people and animals to higher ground before midnight.

## What changed

* 86 gauges now report every ten minutes; there were 11 in 2024.
* Local radio reads each warning on the hour.
* Every school has a plan, a map and two trained teachers.

> “A warning that nobody trusts is only noise. People act on these because they helped to write them.”
> — Tomas Adeyemi, Spokesperson, Aurelia Relief Network

The network cost 3.8 million euros, less than one day of the damage done by the floods of 2024. It will grow to the upper basin by June 2027, if a gap of 1.2 million euros is closed.

## Notes to editors

Interviews with gauge readers are possible in Port Selene from 25 November. Write to press@aurelia.example.org.

Figures are from the basin authority's survey of October 2026.
""",
    },
    "fr": {
        "headline": "Les alertes de crue atteignent 310 000 personnes de plus le long de la Lenta",
        "place": "Genève",
        "summary": "Sirènes, radio et messages laissent désormais deux jours aux familles pour partir, au lieu de deux heures.",
        "alt": "Une femme en bottes relève à l’aube une échelle de crue peinte sur la pile d’un pont",
        "caption": "La bénévole Dalia Renn relève l’échelle de crue de la Lenta à Port Selene, le 9 novembre 2026.",
        "link": "Lire le rapport complet",
        "boilerplate": "Aurelia Relief Network aide les villes à se préparer aux crues, aux tempêtes et à la sécheresse. Le réseau travaille avec des bénévoles et les autorités locales dans 14 bassins fluviaux et vit de contributions volontaires.",
        "body": """\
Un nouveau réseau d’échelles de crue, de sirènes et de messages avertit désormais 310 000 personnes de plus le long de la Lenta deux jours avant l’arrivée de l’eau, a annoncé aujourd’hui Aurelia Relief Network.

Jusqu’à cette année, la plupart des familles du bassin inférieur avaient environ deux heures pour quitter leur maison. Lors des crues de mars 2024, [plus de 40 000 personnes](https://aurelia.example.org/fr/lenta/2024) ont perdu la leur.

> « Deux jours, c’est la différence entre emporter un enfant et emporter un enfant, les papiers et les semences de l’an prochain. »
> — Dalia Renn, bénévole, Port Selene

Les alertes sont rédigées par les villes elles-mêmes et diffusées dans les quatre langues du bassin. Lors de la **première montée des eaux** de la saison, le 2 novembre, les 26 villes avaient mis habitants et bêtes à l’abri avant minuit.

## Ce qui a changé

* 86 échelles transmettent toutes les dix minutes ; il y en avait 11 en 2024.
* La radio locale lit chaque alerte à l’heure pile.
* Chaque école dispose d’un plan, d’une carte et de deux enseignants formés.

Le réseau a coûté 3,8 millions d’euros, moins qu’une seule journée de dégâts des crues de 2024. Il s’étendra au bassin supérieur d’ici à juin 2027, s’il trouve les 1,2 million d’euros qui manquent.

## Notes aux rédactions

Des entretiens avec les bénévoles sont possibles à Port Selene à partir du 25 novembre. Écrire à press@aurelia.example.org.
""",
    },
    "es": {
        "headline": "Los avisos de crecida llegan a 310.000 personas más a orillas del Lenta",
        "place": "Ginebra",
        "summary": "Sirenas, radio y mensajes dan ahora dos días a las familias para marcharse, en lugar de dos horas.",
        "alt": "Una mujer con botas de goma lee al amanecer una regla pintada en el pilar de un puente",
        "caption": "La voluntaria Dalia Renn lee la regla del río Lenta en Port Selene el 9 de noviembre de 2026.",
        "link": "Leer el informe completo",
        "boilerplate": "Aurelia Relief Network ayuda a las ciudades a prepararse para crecidas, tormentas y sequías. Trabaja con voluntarios y autoridades locales en 14 cuencas y se financia con aportaciones voluntarias.",
        "body": """\
Una nueva red de reglas, sirenas y mensajes de texto avisa ya a 310.000 personas más a orillas del Lenta dos días antes de que llegue el agua, anunció hoy Aurelia Relief Network.

Hasta este año, la mayoría de las familias de la cuenca baja tenía unas dos horas para salir de casa. En las crecidas de marzo de 2024, [más de 40.000 personas](https://aurelia.example.org/es/lenta/2024) perdieron la suya.

> «Dos días son la diferencia entre cargar a un niño y cargar a un niño, los papeles y la semilla del año que viene.»
> — Dalia Renn, voluntaria, Port Selene

Los avisos los redactan las propias ciudades y se envían en los cuatro idiomas de la cuenca. En la **primera crecida** de la temporada, el 2 de noviembre, las 26 ciudades habían puesto a salvo a personas y animales antes de medianoche.

## Qué ha cambiado

* 86 reglas transmiten cada diez minutos; en 2024 eran 11.
* La radio local lee cada aviso a la hora en punto.
* Cada escuela tiene un plan, un mapa y dos docentes formados.

La red ha costado 3,8 millones de euros, menos que un solo día de los daños de 2024.

## Notas para la redacción

Es posible entrevistar a los voluntarios en Port Selene a partir del 25 de noviembre. Escriba a press@aurelia.example.org.
""",
    },
    "ar": {
        "headline": "تحذيرات الفيضان تصل إلى 310 آلاف شخص إضافي على امتداد نهر لينتا",
        "place": "جنيف",
        "summary": "صفارات الإنذار والإذاعة والرسائل النصية تمنح الأسر يومين للمغادرة بدلاً من ساعتين.",
        "alt": "امرأة تنتعل حذاءً مطاطياً تقرأ عند الفجر مقياس النهر المرسوم على دعامة جسر",
        "caption": "المتطوعة داليا رين تقرأ مقياس نهر لينتا في بورت سيلين في 9 تشرين الثاني/نوفمبر 2026.",
        "link": "اقرأ التقرير الكامل",
        "boilerplate": "تساعد شبكة Aurelia Relief Network المدن على الاستعداد للفيضانات والعواصف والجفاف. وهي تعمل مع المتطوعين والسلطات المحلية في 14 حوضاً نهرياً، وتموَّل من التبرعات الطوعية.",
        "body": """\
أعلنت شبكة Aurelia Relief Network اليوم أن شبكة جديدة من مقاييس النهر وصفارات الإنذار والرسائل النصية باتت تحذّر 310 آلاف شخص إضافي على امتداد نهر لينتا من الفيضان قبل يومين من وصول المياه.

وحتى هذا العام، لم يكن أمام معظم الأسر في الحوض الأدنى سوى نحو ساعتين لمغادرة منازلها. وفي فيضانات آذار/مارس 2024 فقد [أكثر من 40 ألف شخص](https://aurelia.example.org/ar/lenta/2024) منازلهم.

> «يومان هما الفرق بين أن تحمل طفلك وحده، وأن تحمل طفلك وأوراقك وبذور العام المقبل.»
> — داليا رين، متطوعة لقراءة المقياس، بورت سيلين

وتكتب المدن التحذيرات بنفسها، وتُرسل باللغات الأربع المستخدمة في الحوض. وخلال **أول ارتفاع للمياه** هذا الموسم، في 2 تشرين الثاني/نوفمبر، كانت المدن الست والعشرون قد نقلت السكان والماشية إلى أماكن مرتفعة قبل منتصف الليل.

## ما الذي تغيّر

* 86 مقياساً ترسل قراءاتها كل عشر دقائق، مقابل 11 في عام 2024.
* تقرأ الإذاعة المحلية كل تحذير على رأس الساعة.
* لكل مدرسة خطة وخريطة ومعلمان مدرَّبان.

وبلغت كلفة الشبكة 3.8 ملايين يورو، أي أقل من أضرار يوم واحد من فيضانات عام 2024.

## ملاحظات للمحررين

يمكن إجراء مقابلات مع المتطوعين في بورت سيلين اعتباراً من 25 تشرين الثاني/نوفمبر. للتواصل: press@aurelia.example.org أو +1 202 555 0142.
""",
    },
    "ru": {
        "headline": "Предупреждения о паводках получают ещё 310 000 жителей долины Ленты",
        "place": "Женева",
        "summary": "Сирены, радио и сообщения дают семьям двое суток на сборы вместо двух часов.",
        "alt": "Женщина в резиновых сапогах на рассвете смотрит на водомерную рейку на опоре моста",
        "caption": "Волонтёр Далия Ренн снимает показания рейки на реке Лента в Порт-Селене 9 ноября 2026 года.",
        "link": "Читать полный отчёт",
        "boilerplate": "Aurelia Relief Network помогает городам готовиться к паводкам, бурям и засухе. Организация работает с волонтёрами и местными властями в 14 речных бассейнах и живёт на добровольные взносы.",
        "body": """\
Новая сеть водомерных постов, сирен и сообщений предупреждает о паводке ещё 310 000 жителей долины Ленты за двое суток до прихода воды, сообщила сегодня организация Aurelia Relief Network.

До этого года у большинства семей в нижнем течении было около двух часов, чтобы покинуть дом. Во время паводка в марте 2024 года [более 40 000 человек](https://aurelia.example.org/ru/lenta/2024) лишились жилья.

> «Двое суток — это разница между тем, чтобы унести ребёнка, и тем, чтобы унести ребёнка, документы и семена на будущий год».
> — Далия Ренн, волонтёр, Порт-Селена

Предупреждения пишут сами города, и рассылаются они на четырёх языках бассейна. Во время **первого подъёма воды** в этом сезоне, 2 ноября, все 26 городов до полуночи вывезли людей и скот на возвышенности.

## Что изменилось

* 86 постов передают показания каждые десять минут; в 2024 году их было 11.
* Местное радио зачитывает каждое предупреждение в начале часа.
* В каждой школе есть план, карта и два обученных учителя.

Сеть обошлась в 3,8 млн евро — меньше, чем один день ущерба от паводка 2024 года.

## Примечания для редакторов

Интервью с волонтёрами возможны в Порт-Селене с 25 ноября. Пишите на press@aurelia.example.org.
""",
    },
    "zh": {
        "headline": "伦塔河沿岸新增三十一万人可提前收到洪水预警",
        "place": "日内瓦",
        "summary": "警报器、广播和短信让居民撤离的时间从两小时延长到两天。",
        "alt": "黎明时分，一名穿胶靴的妇女查看桥墩上的水位标尺",
        "caption": "2026年11月9日，志愿者达莉亚·雷恩在塞勒涅港查看伦塔河水位标尺。",
        "link": "阅读报告全文",
        "boilerplate": "Aurelia Relief Network 帮助各城镇防范洪水、风暴和干旱，与志愿者和地方当局一道在14个流域开展工作，经费来自自愿捐款。",
        "body": """\
Aurelia Relief Network 今天表示，由水位站、警报器和短信组成的新网络，已能在洪水到来前两天向伦塔河沿岸新增的三十一万人发出预警。

今年以前，下游大多数家庭只有大约两个小时撤离家园。在2024年3月的洪水中，[四万多人](https://aurelia.example.org/zh/lenta/2024)失去了住所。

> “有了两天时间，除了抱走孩子，还能带上证件和来年的种子。”
> — 达莉亚·雷恩，水位观测志愿者，塞勒涅港

预警由各城镇自行撰写，并以流域内的四种语言发布。11月2日，本季**首次涨水**期间，全部26个城镇都在午夜前将居民和牲畜转移到了高处。

## 有何变化

* 86个水位站每十分钟传送一次数据，2024年只有11个。
* 地方电台每逢整点播报预警。
* 每所学校都有预案、地图和两名受过培训的教师。

该网络耗资380万欧元，还不及2024年洪水一天造成的损失。

## 编者注

自11月25日起，可在塞勒涅港采访志愿者。请写信至 press@aurelia.example.org。
""",
    },
}
