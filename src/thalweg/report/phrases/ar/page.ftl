### The page of a record: what was found, what was seen, and how to check it.

## The first sentences. `read` is "no" where no position was read.
opening-counted =
    { $read ->
        [yes] من { $from } إلى { $to }،
       *[no] لم يُقرأ أي تقرير موقع؛
    } أُحصي { $breaches ->
        [zero] صفر من الخروق
        [one] خرق واحد
        [two] خرقان
        [few] { $breaches } خروق
        [many] { $breaches } خرقًا
       *[other] { $breaches } خرق
    } في { $incidents ->
        [zero] صفر من الحوادث
        [one] حادثة واحدة
        [two] حادثتين
        [few] { $incidents } حوادث
        [many] { $incidents } حادثة
       *[other] { $incidents } حادثة
    }: { $who }؛ { $how }. ساعات الرصد: { $seen }.
opening-none =
    { $read ->
        [yes] من { $from } إلى { $to }،
       *[no] لم يُقرأ أي تقرير موقع؛
    } لم يُحصَ أي خرق، وهذا لا يخص إلا ساعات الرصد: { $seen }.
before-not-given = لم يُقدَّم سجل لفترة سابقة.
before-counted =
    في الفترة السابقة، من { $from } إلى { $to }، أُحصي { $breaches ->
        [zero] صفر من الخروق
        [one] خرق واحد
        [two] خرقان
        [few] { $breaches } خروق
        [many] { $breaches } خرقًا
       *[other] { $breaches } خرق
    } في { $incidents ->
        [zero] صفر من الحوادث
        [one] حادثة واحدة
        [two] حادثتين
        [few] { $incidents } حوادث
        [many] { $incidents } حادثة
       *[other] { $incidents } حادثة
    }: { $who }. ساعات الرصد حينئذ: { $seen }.
before-none = في الفترة السابقة، من { $from } إلى { $to }، لم يُحصَ أي خرق، وهذا لا يخص إلا ساعات الرصد حينئذ: { $seen }.
before-other-edition = قورنت تلك الفترة بنص آخر للاتفاق: إصداره { $edition } وبصمته مختلفة.
before-other-rules = وقُيِّمت بقواعد أخرى: { $rules }.
complete-not-checked = لم يُتحقق مما إذا كانت حالات رصد قد أُغفلت. وبوجود ملفات المواقع يتحقق من ذلك الأمر <code>thalweg verify DIR --positions POSITIONS...</code>
complete-holds =
    { $files ->
        [zero] جرى التحقق من الاكتمال: أُعيد استخراج كل شيء بلا ملفات، وجاءت النتيجة نفسها.
        [one] جرى التحقق من الاكتمال: أُعيد استخراج كل شيء من ملف مواقع واحد، وجاءت النتيجة نفسها.
        [two] جرى التحقق من الاكتمال: أُعيد استخراج كل شيء من ملفَّي مواقع، وجاءت النتيجة نفسها.
        [few] جرى التحقق من الاكتمال: أُعيد استخراج كل شيء من { $files } ملفات مواقع، وجاءت النتيجة نفسها.
       *[other] جرى التحقق من الاكتمال: أُعيد استخراج كل شيء من { $files } ملف مواقع، وجاءت النتيجة نفسها.
    }
complete-differs =
    { $faults ->
        [one] جرى التحقق من الاكتمال ولم يثبت: عند إعادة الاستخراج من المواقع (عدد الملفات: { $files }) ظهر اختلاف واحد.
        [two] جرى التحقق من الاكتمال ولم يثبت: عند إعادة الاستخراج من المواقع (عدد الملفات: { $files }) ظهر اختلافان.
        [few] جرى التحقق من الاكتمال ولم يثبت: عند إعادة الاستخراج من المواقع (عدد الملفات: { $files }) ظهرت { $faults } اختلافات.
        [many] جرى التحقق من الاكتمال ولم يثبت: عند إعادة الاستخراج من المواقع (عدد الملفات: { $files }) ظهر { $faults } اختلافًا.
       *[other] جرى التحقق من الاكتمال ولم يثبت: عند إعادة الاستخراج من المواقع (عدد الملفات: { $files }) ظهر { $faults } اختلاف.
    }
counted-by = { $count } من جانب { $who }
counted-between = { $count } بين { $who }
counted-certain =
    { $count ->
        [one] واحد يتجاوز الحد بأكثر من الخطأ المذكور
        [two] اثنان يتجاوزان الحد بأكثر من الخطأ المذكور
       *[other] { $count } منها تتجاوز الحد بأكثر من الخطأ المذكور
    }
counted-probable =
    { $count ->
        [one] واحد يتجاوز الحد بحسب القياس
        [two] اثنان يتجاوزان الحد بحسب القياس
       *[other] { $count } منها تتجاوز الحد بحسب القياس
    }
counted-probable-too =
    { $count ->
        [one] واحد يتجاوزه بحسب القياس
        [two] اثنان يتجاوزانه بحسب القياس
       *[other] { $count } منها تتجاوزه بحسب القياس
    }
hours-of = { $part } من أصل { $whole }
seen-whole = البند { $clause }: { $figure }
seen-partly =
    البند { $clause }: { $figure }، { $days ->
        [one] ويوم واحد غير معروف
        [two] ويومان غير معروفين
        [few] و{ $days } أيام غير معروفة
       *[other] و{ $days } يومًا غير معروف
    }
seen-unknown = البند { $clause }: غير معروف
seen-none = لا ساعات، فلا بند متابَع

## The head of the page.
page-title = { $title }: سجل الفترة { $period }
page-skip = إلى السجل
page-eyebrow = سجل thalweg · { $period }
page-period = { $from } إلى { $to }
page-period-none = لم يُقرأ أي موقع
page-agreement = الاتفاق <span class="id">{ $id }</span>، الإصدار { $edition }، البصمة <span class="id">{ $digest }…</span>
page-other-languages = السجل نفسه بلغات أخرى:
page-signed = <strong>موقَّع</strong> بحسب ما في المجلد من: { $parties }.
page-unsigned = <strong>غير موقَّع.</strong> لا يحمل هذا الاتفاق توقيع أي طرف؛ وقد قُرئ كما كتبه من أعدَّ هذا السجل.
page-limits = <strong>ما لا يقوله هذا السجل.</strong> يذكر كل رصد بندًا وقياسًا وخطأ قياس. ولا يقول من المسؤول، ولا ما كان القصد، ولا أن المتحرك كان لمن نُسب إليه. الساعات التي لم تُرصد ليست التزامًا ولا خرقًا. والحكم متروك للناس.
page-made = أعدَّه برنامج thalweg <span class="id">{ $version }</span> وفق القواعد <span class="id">{ $rules }</span> من المجلد الذي توجد فيه هذه الصفحة. الأوقات بالتوقيت العالمي UTC.
page-not-signed = الاتفاق غير موقَّع.
language-en = English
language-ru = Русский
language-ar = العربية

nav = المحتويات
nav-answers = عشرة أجوبة
nav-days = الأعداد يوميًا
nav-before = الفترة السابقة
nav-map = الخريطة
nav-list = حالات الرصد
nav-apart = المذكور على حدة
nav-unjudged = ما لم يُقيَّم
nav-seen = ساعات الرصد
nav-dropped = الأسطر المستبعدة
nav-clauses = البنود
nav-method = المنهج
nav-again = التحقق
nav-sections = بالتفصيل

## Ten questions that a reader asks first.
answers = عشرة أسئلة وأجوبتها
answer-more = المزيد
answer-more-about = المزيد عن السؤال: { $question }
answer-many-q = كم خرقًا أُحصي؟
answer-many =
    { $breaches ->
        [zero] صفر من الخروق
        [one] خرق واحد
        [two] خرقان
        [few] { $breaches } خروق
        [many] { $breaches } خرقًا
       *[other] { $breaches } خرق
    } في { $incidents ->
        [zero] صفر من الحوادث
        [one] حادثة واحدة
        [two] حادثتين
        [few] { $incidents } حوادث
        [many] { $incidents } حادثة
       *[other] { $incidents } حادثة
    }. ذُكر على حدة ولم يُحصَ: المحتمل { $possible }، والمستثنى { $exempted }.
answer-many-none = لا شيء، وهذا لا يخص إلا ساعات الرصد. ذُكر على حدة ولم يُحصَ: المحتمل { $possible }، والمستثنى { $exempted }.
answer-whom-q = من أي طرف؟
answer-whom = { $who }.
answer-whom-nobody = لم يُحصَ شيء على أحد.
answer-whom-unattributed =
    { $movers ->
        [one] متحرك واحد غير منسوب لم يُحصَ على أحد.
        [two] متحركان غير منسوبين لم يُحصيا على أحد.
        [few] { $movers } متحركات غير منسوبة لم تُحصَ على أحد.
        [many] { $movers } متحركًا غير منسوب لم يُحصَ أيٌّ منها على أحد.
       *[other] { $movers } متحرك غير منسوب لم يُحصَ أيٌّ منها على أحد.
    }
answer-sure-q = ما مدى التأكد من ذلك؟
answer-sure = مما أُحصي: { $how }.
answer-sure-none = لم يُحصَ أي رصد، فلا شيء يُسأل عن درجة التأكد منه.
answer-sure-note = الأخطاء عند 95 %. والدرجة تصف القياس، لا عائدية الطائرة: ويذكر كل رصد ما تستند إليه نسبته.
answer-unseen-q = متى لم يُرصد شيء؟
answer-unseen = البند { $clause }: لم يُرصد { $figure }.
answer-unseen-least = البند { $clause }: لم يُرصد { $figure }؛ وأقل الأيام رصدًا { $day }، إذ رُصد فيه { $seen }.
answer-unseen-unknown = البند { $clause }: ساعات الرصد غير معروفة.
answer-unseen-most =
    { $days ->
        [one] { $figure } على الأكثر (ساعات يوم واحد غير معروفة)
        [two] { $figure } على الأكثر (ساعات يومين غير معروفة)
        [few] { $figure } على الأكثر (ساعات { $days } أيام غير معروفة)
       *[other] { $figure } على الأكثر (ساعات { $days } يومًا غير معروفة)
    }
answer-unseen-none = لا بند متابَع، فلا ساعة محسوبة.
answer-unseen-note = تلك الساعات ليست التزامًا ولا خرقًا.
answer-clause-q = أي بند؟
answer-clause =
    { $count ->
        [0] البند { $clause } ({ $kind }): لم يُحصَ شيء.
       *[other] البند { $clause } ({ $kind }): أُحصي { $count }.
    }
answer-clause-none = لا بند من هذا الاتفاق متابَع.
answer-close-q = ما أقرب ما كان وأعمقه وأطوله؟
answer-close = البند { $clause }، { $what }: { $measure }، خطأ القياس { $error }؛ { $who }، { $when }، { $grade }.
answer-close-plain = البند { $clause }، { $what }: { $measure }؛ { $who }، { $when }، { $grade }.
answer-slant = { $slant } عند { $clock }
answer-slant-parts = { $slant } عند { $clock }، منها { $horizontal } أفقيًا و{ $vertical } رأسيًا
answer-close-near =
    { $count ->
        [one] ومما أُحصي من هذا البند حالة وشك اصطدام واحدة.
        [two] ومما أُحصي من هذا البند حالتا وشك اصطدام.
        [few] ومما أُحصي من هذا البند { $count } حالات وشك اصطدام.
       *[other] ومما أُحصي من هذا البند { $count } حالة وشك اصطدام.
    }
answer-close-none = لم يُحصَ أي خرق، فلا أكبر بينها.
largest-line-keep-side = الأعمق
largest-air-separation = الأقرب مدى مائلًا
largest-flat = الأقرب أفقيًا، والارتفاعان لا يُقارَنان
largest-site-stand-off = الأطول
largest-other = الأكبر
answer-unjudged-q = ما الذي لم يُقيَّم؟
answer-unjudged-clauses =
    { $count ->
        [one] بند واحد من أصل { $total } غير متابَع: { $clauses }.
        [two] بندان من أصل { $total } غير متابَعين: { $clauses }.
        [few] { $count } بنود من أصل { $total } غير متابَعة: { $clauses }.
       *[other] { $count } بندًا من أصل { $total } غير متابَع: { $clauses }.
    }
answer-unjudged-all-watched = جميع بنود الاتفاق متابَعة.
answer-unjudged-note =
    { $dropped ->
        [zero] ولم تُقيَّم كذلك الساعات التي لم تُرصد، ولا فجوات المسارات، ولا ما لا يستطيع أي مصدر رؤيته؛ ولم يُستبعد أي سطر.
        [one] ولم تُقيَّم كذلك الساعات التي لم تُرصد، ولا فجوات المسارات، ولا سطر واحد مستبعد، ولا ما لا يستطيع أي مصدر رؤيته.
        [two] ولم تُقيَّم كذلك الساعات التي لم تُرصد، ولا فجوات المسارات، ولا سطران مستبعدان، ولا ما لا يستطيع أي مصدر رؤيته.
        [few] ولم تُقيَّم كذلك الساعات التي لم تُرصد، ولا فجوات المسارات، ولا { $dropped } أسطر مستبعدة، ولا ما لا يستطيع أي مصدر رؤيته.
       *[other] ولم تُقيَّم كذلك الساعات التي لم تُرصد، ولا فجوات المسارات، ولا { $dropped } سطرًا مستبعدًا، ولا ما لا يستطيع أي مصدر رؤيته.
    }
answer-check-q = كيف أتحقق من ذلك؟
answer-check = بالمجلد الذي توجد فيه هذه الصفحة: الأمر <code>thalweg verify DIR</code> يعيد استخراج كل رصد من بيّنته ويتحقق من بصمة كل ملف.
answer-signed-q = من وقَّع الاتفاق؟
answer-signed = موقَّع بحسب ما في المجلد من: { $parties }.
answer-signed-nobody = لا أحد: لا يحمل توقيع أي طرف.
answer-before-q = كيف يُقارَن بما قبله؟

## Counts per day.
clause-named = البند { $clause }
days = الأعداد يوميًا إلى جانب ساعات الرصد
days-about = تُحصى حالات الرصد المؤكَّدة والمرجَّحة غير المستثناة، في يوم بدايتها. وحالات الرصد التي تخص بندًا واحدًا وطرفًا واحدًا ولا يفصل بينها أكثر من 5 دقائق و10 كم هي حادثة واحدة. والعدد من دون ساعات الرصد مضلِّل: فما لم يُرَ لا يُحسب التزامًا.
days-none = لا بند من هذا الاتفاق متابَع، أو لم يُقرأ أي يوم.
days-region = أعداد البند { $clause } يوميًا
days-caption = البند { $clause }: الخروق والحوادث والمستثنى والمحتمل يوميًا
days-day = اليوم
days-all = كل الأيام
days-counted = محسوب
days-incidents = حوادث
days-exempted = مستثنى
days-possible = محتمل
days-seen = رُصد
days-alive = المصادر عاملة
days-partly = { $hours }، وبعضها غير معروف
days-axis-seen = رُصد
days-chart = البند { $clause }: الخروق المحسوبة يوميًا
days-chart-about = أعمدة: { $who }؛ أعلاها { $most } في يوم { $day }. وتحت كل يوم نسبة ما رُصد منه. والأرقام نفسها في الجدول أدناه.
days-chart-about-none = أعمدة: { $who }؛ وكلها صفر. وتحت كل يوم نسبة ما رُصد منه. والأرقام نفسها في الجدول أدناه.
days-bars = أعمدة كل يوم من اليسار إلى اليمين: { $who }.
days-bars-one = الأعمدة: { $who }.
days-bar-numbered = { $number }، { $who }
days-strip = في الأسفل: الإطار ساعات عمل المصدر، والمعبَّأ ساعات الرصد.

## The period before.
before = إلى جانب الفترة السابقة
before-caption = المحسوب حينئذ والآن، إلى جانب ساعات الرصد
before-then = المحسوب حينئذ
before-now = المحسوب الآن
before-seen-then = رُصد حينئذ
before-seen-now = رُصد الآن
before-no-row = لا سطر
before-about = لا تُقارَن أعداد الفترتين إلا بقدر ما تساوى الرصد فيهما. ولا تُستخرج منها أي نسبة.
before-digest = سجل الفترة السابقة: <code>manifest.json</code> وبصمته SHA-256 هي <span class="id">{ $digest }</span>.

## The map of findings.
map = أين
map-caption = الخط واتجاهه الذي يميز اليسار من اليمين، ومنطقته الفاصلة (مظللة) ونطاقه (متقطع)، والمواقع المحمية مع أنصاف أقطارها، وعلامة عند كل رصد. للاطلاع فقط؛ ولا تُؤخذ منها قياسات.
map-list = حالات الرصد نفسها مذكورة مع أماكنها في القائمة أدناه.
map-none = ليس لأي بند ولا لأي رصد مكان يُرسم.
map-title = أماكن حالات الرصد
map-about =
    { $findings ->
        [one] الخط بجانبيه ومنطقته الفاصلة ونطاقه، والمواقع المحمية مع أنصاف أقطارها، وعلامة عند رصد واحد؛ وهو مذكور مع مكانه في القائمة.
        [two] الخط بجانبيه ومنطقته الفاصلة ونطاقه، والمواقع المحمية مع أنصاف أقطارها، وعلامتان لحالتي رصد؛ وهما مذكورتان مع مكانيهما في القائمة.
       *[other] الخط بجانبيه ومنطقته الفاصلة ونطاقه، والمواقع المحمية مع أنصاف أقطارها، وعلامة عند كل رصد (العدد: { $findings })؛ وهي مذكورة مع أماكنها في القائمة.
    }
map-mark = { $clause }، { $who }، { $when }، { $grade }
legend-counted = { $who }، محسوب
legend-pair = طرفان معًا، محسوب
legend-hollow = علامة فارغة: محتمل أو مستثنى، غير محسوب

## Lists of findings.
list = حالات الرصد المحسوبة
list-caption = حالات الرصد المحسوبة بحسب وقت البداية
list-none = لا شيء. وهذا لا يخص إلا ساعات الرصد.
list-more = أول { $shown } من أصل { $total } بحسب وقت البداية؛ وجميعها في <code>findings.parquet</code> و<code>findings.geojson</code>.
list-start = البداية
list-clause = البند
list-party = الطرف
list-mover = المتحرك
list-measure = القياس
list-grade = الدرجة
list-place = المكان
list-finding = الرصد
note-exempted = مستثنى: { $by }
note-near-collision = وشك اصطدام: { $grade }
note-at-limit = عند الحد
note-maybe-same = ربما طائرة واحدة
apart = مذكور على حدة، غير محسوب
apart-none = لا شيء.
apart-possible = المحتمل
apart-possible-about = لا يتجاوز الحد بحسب القياس، لكن قد يتجاوزه ضمن الخطأ.
apart-possible-caption = حالات الرصد المحتملة بحسب وقت البداية
apart-exempted = المستثنى
apart-exempted-about = يقع الخرق كله في وقت يستثنيه الاتفاق. وتبقى الدرجة كما هي.
apart-exempted-caption = حالات الرصد المستثناة بحسب وقت البداية
apart-unattributed = غير المنسوب
apart-unattributed-about =
    { $movers ->
        [zero] لا متحرك، مما لا تسميه أي قاعدة في القائمة أو تختلف القواعد في تسميته، فعل ما يحظره بند على الأطراف.
        [one] متحرك واحد، لا تسميه أي قاعدة في القائمة أو تختلف القواعد في تسميته، فعل ما يحظره بند على الأطراف. لا يُنسب إلى أحد ولا يُحصى.
        [two] متحركان، لا تسميهما أي قاعدة في القائمة أو تختلف القواعد في تسميتهما، فعلا ما يحظره بند على الأطراف. لا يُنسبان إلى أحد ولا يُحصيان.
        [few] { $movers } متحركات، لا تسميها أي قاعدة في القائمة أو تختلف القواعد في تسميتها، فعلت ما يحظره بند على الأطراف. لا تُنسب إلى أحد ولا تُحصى.
        [many] { $movers } متحركًا، لا تسميها أي قاعدة في القائمة أو تختلف القواعد في تسميتها، فعلت ما يحظره بند على الأطراف. لا تُنسب إلى أحد ولا تُحصى.
       *[other] { $movers } متحرك، لا تسميها أي قاعدة في القائمة أو تختلف القواعد في تسميتها، فعلت ما يحظره بند على الأطراف. لا تُنسب إلى أحد ولا تُحصى.
    }
apart-unattributed-findings =
    { $findings ->
        [one] وفي رصد واحد يخص بنودًا تُلزم الجميع متحرك كهذا.
        [two] وفي حالتي رصد تخصان بنودًا تُلزم الجميع متحرك كهذا.
        [few] وفي { $findings } حالات رصد تخص بنودًا تُلزم الجميع متحرك كهذا.
       *[other] وفي { $findings } حالة رصد تخص بنودًا تُلزم الجميع متحرك كهذا.
    }

## What was not judged.
unjudged = ما لم يُقيَّم
unjudged-about = لا شيء مما سبق يقول شيئًا لما يرد هنا أو عليه: فهو ليس التزامًا ولا خرقًا.
unjudged-clauses = البنود غير المتابَعة
unjudged-clauses-caption = البنود التي لا يُخرج thalweg { $version } بشأنها أي رصد، وسبب ذلك
unjudged-clauses-none = لا شيء: كل بنود الاتفاق متابَعة.
unjudged-kind = ما يطلبه
unjudged-why = لماذا لا يُتابَع
unjudged-hours = الساعات التي لم تُرصد
unjudged-hours-caption = الساعات التي لم تُرصد بحسب البند من الفترة كلها؛ ويدخل فيها الوقت الذي لا يسري فيه البند
unjudged-hours-none = لا بند متابَع، فلا ساعات تُذكر.
unjudged-not-seen = لم يُرصد
unjudged-seen = رُصد
unjudged-least = أقل الأيام رصدًا
unjudged-least-day = { $day }: { $hours }
unjudged-feeds = المصادر التي صمتت
unjudged-feed-silent = { $feed }: صمت ما لا يقل عن { $silent } من أصل { $period }.
unjudged-feed-never = { $feed }: معلَن، لكنه لم يُرسل شيئًا.
unjudged-feeds-none = لم يصمت أي مصدر عُشر ساعة أو أكثر في المجموع.
unjudged-feeds-no-period = غير معروف: لم يُقرأ أي موقع.
unjudged-inputs = أنواع المدخلات التي لم تتوفر
unjudged-no-notices = لم تُقدَّم إخطارات: فلم يكن ممكنًا استثناء أي رحلة بوصفها مُخطَرًا بها.
unjudged-no-feeds = لم يُقدَّم ملف مصادر: فقد استُدل على ما يمكن رؤيته من الحركة وحدها، وأُخذت الأخطاء من القيم الافتراضية في القواعد.
unjudged-cooperative = لم يُعلَن أي مصدر يرى الطائرات الصامتة: فما لم يبث شيئًا لم يُقيَّم.
unjudged-sightings = لا يقرأ هذا الإصدار بلاغات الناس من الأرض.
unjudged-hotline = لا يقرأ هذا الإصدار ما تبادله الطرفان على الخط الساخن.
unjudged-rules = ما لا تبلغه القواعد
unjudged-unattributed =
    { $movers ->
        [0] المتحركات غير المنسوبة: لم يفعل أي منها ما يحظره بند على الأطراف.
        [one] المتحركات غير المنسوبة: واحد منها فعل ما يحظره بند على الأطراف؛ ولا يُحصى على أحد.
        [two] المتحركات غير المنسوبة: اثنان منها فعلا ما يحظره بند على الأطراف؛ ولا يُحصيان على أحد.
       *[other] المتحركات غير المنسوبة: { $movers } منها فعلت ما يحظره بند على الأطراف؛ ولا تُحصى على أحد.
    }
unjudged-gaps = الفجوات بين تقريرين الأطول مما يسمح به البند تُعد غير مرصودة ولا تُوصَل أبدًا.
unjudged-heights = لا تُقارَن أبدًا ارتفاعات مقيسة من مرجعين مختلفين: فلا يُفصل بالارتفاع بين طائرتين بلا مرجع مشترك.
unjudged-spoofing = لا تُميَّز بعدُ الملاحة المخادَعة أو المشوَّشة من المواقع الصحيحة.
unjudged-dropped =
    { $rows ->
        [zero] لم يُستبعد أي سطر من تقارير المواقع.
        [one] سطر واحد من تقارير المواقع استُبعد مع ذكر السبب ولم يُقيَّم.
        [two] سطران من تقارير المواقع استُبعدا مع ذكر السبب ولم يُقيَّما.
        [few] { $rows } أسطر من تقارير المواقع استُبعدت مع ذكر السبب ولم تُقيَّم.
        [many] { $rows } سطرًا من تقارير المواقع استُبعدت مع ذكر السبب ولم تُقيَّم.
       *[other] { $rows } سطر من تقارير المواقع استُبعدت مع ذكر السبب ولم تُقيَّم.
    }
unwatched-channel-daily-call = يحتاج إلى الخط الساخن: فما قيل ومتى قيل مسجَّل في سجله.
unwatched-notice-hazard = مهلة الإخطار تحدد منذ الآن ما إذا كانت الرحلة المُخطَر بها مستثناة. أما الإخطارات والأجوبة المتأخرة فتحتاج إلى سجل الخط الساخن الذي يثبت متى وصل كل منها.
unwatched-ground-build-up = يحتاج إلى بلاغات الناس من الأرض مع درجاتها، وإلى الأجوبة عن الاستفسارات.
unwatched-air-activity = يحتاج إلى أسابيع من البيانات للمقارنة.
unwatched-spectrum-interference = يحتاج إلى جودة مواقع متحركات كثيرة بحسب الخلية والساعة. أما الانتقالات التي لا تستطيعها طائرة فتُستبعد منذ الآن وتُعدّ.
unwatched-zone-cease-fire = يحتاج إلى بلاغات الناس من الأرض، وإلى التحذيرات من سجل الخط الساخن.
unwatched-contact-senior = يحتاج إلى الاتصالات كما سجلها كل جانب.
unwatched-other = ليس في هذا الإصدار ما يتابعه.

## Hours seen and rows set aside.
seen = ساعات الرصد
seen-about = رؤية طائرة تدل على أن الرؤية كانت ممكنة؛ وعدم رؤية أي طائرة لا يدل على شيء. لكل مصدر وخلية من 0.25° وشريحة ارتفاع و5 دقائق، يكون المصدر <em>عاملًا</em> إذا أرسل أي شيء، وتكون الخلية <em>في المدى</em> إذا أُعلنت كذلك أو إذا كان فيها في اليوم نفسه (UTC) تقارير في 3 فترات كهذه على الأقل من متحركَين اثنين على الأقل. والرصد أن يكون المصدر عاملًا والخلية في المدى. وتُرجَّح ساعات البند بالمساحة والارتفاعات التي يشملها، على جميع المصادر. ومستقبِل ADS-B لا يرى الطائرات الصامتة: فساعاته تخص الطائرات التي تبث مواقعها وحدها.
seen-region = الساعات بحسب المصدر
seen-caption = المصادر
seen-feed = المصدر
seen-reports = التقارير
seen-alive = عامل على الأكثر
seen-best = أفضل خلية مرئية، مجموع الساعات
seen-reach = أساس المدى
seen-no-feed = لم يُرسل أي مصدر شيئًا.
basis-declared = معلَن
basis-learned = مستدَلّ عليه من الحركة
basis-none = لا شيء
rows = الأسطر المستبعدة
rows-read =
    { $rows ->
        [zero] لم يُقرأ أي سطر،
        [one] قُرئ سطر واحد،
        [two] قُرئ سطران،
        [few] قُرئت { $rows } أسطر،
        [many] قُرئ { $rows } سطرًا،
       *[other] قُرئ { $rows } سطر،
    } واستُخدم منها { $kept }، تخص { $movers ->
        [zero] صفرًا من المتحركات
        [one] متحركًا واحدًا
        [two] متحركَين
        [few] { $movers } متحركات
        [many] { $movers } متحركًا
       *[other] { $movers } متحرك
    }.
rows-none-silent = لا يُستبعد أي سطر بلا ذكر السبب.
rows-caption = الأسطر المستبعدة بحسب المصدر والسبب
rows-reason = السبب
rows-that-is = أي
rows-rows = الأسطر

## The clauses, and the method.
clauses = البنود
clause-titled = البند { $clause }: { $kind }
clause-titled-not-watched = البند { $clause }: { $kind } — غير متابَع بعد
clause-not-watched = <strong>غير متابَع بعد.</strong> لا يُخرج هذا الإصدار بشأنه أي رصد؛ ولا شيء مما سبق يقول شيئًا له أو عليه.
method = المنهج والعتبات والإصدارات
method-about = بين تقريرين يسير المتحرك مستقيمًا وبسرعة ثابتة، مع خطأ يكبر بينهما؛ والفجوة الأطول مما يسمح به البند غير مرصودة ولا تُوصَل أبدًا. وتُحسب أدنى مسافة اقتراب والعبور والمكوث في زمن متصل. والمسافات جيوديسية على WGS84. والارتفاعات بالأقدام كما بُثت، ولا تُقارَن أبدًا ارتفاعات مقيسة من مرجعين مختلفين. والأخطاء عند 95 %.
method-grades = الدرجات
method-shown-as = معناها
method-counted = تُحصى
method-yes = نعم
method-no = لا
method-rules = القواعد
method-software = البرنامج
method-agreement = الاتفاق، البصمة
method-feeds = ملف المصادر، البصمة
method-decisions = القرارات المسجلة
method-events = الأحداث المستخرجة
proves = ما لا يثبته هذا السجل
proves-party = أن المتحرك كان لمن نُسب إليه: يُسمى الطرف بقواعد القائمة استنادًا إلى عناوين ونداءات يستطيع أي أحد أن يبثها. ويذكر كل رصد ما تستند إليه نسبته.
proves-nothing-else = أن شيئًا آخر لم يحدث: الساعات التي لم تُرصد والطائرات الصامتة والبنود غير المتابَعة خارجة عنه.
proves-true = أن المواقع صحيحة: لا تُميَّز بعدُ الملاحة المخادَعة أو المشوَّشة.
proves-all = أن حالات الرصد هي كل ما كان: لرؤية ما أُغفل يُعاد استخراج كل شيء من المواقع.
proves-blame = السبب أو القصد أو المسؤولية. الرصد <em>المؤكَّد</em> يتجاوز الحد بأكثر من الخطأ المذكور، لا أكثر.

## How to check it.
again = تحقق بنفسك
again-dir = <code>DIR</code> هو المجلد الذي توجد فيه هذه الصفحة، و<code>POSITIONS...</code> ملفات المواقع، وهي ليست فيه.
again-alone = بهذا المجلد وحده يُتحقق من كل بصمة ويُعاد استخراج كل رصد من بيّنته:
again-positions = وبالمواقع يُعاد تشغيل كل شيء بالاتفاق والإعدادات التي في المجلد نفسه، فيظهر ما أُغفل:
again-anew = ولإعداد السجل من جديد، وهذه الصفحة منه:
again-feeds = قُرئت المواقع من المصادر { $feeds }: اذكر كل ملف هكذا <code>NAME=PATH</code>.
again-file = الملف
again-file-unknown = الاسم ليس في المجلد
again-given = ملفات المواقع التي أُعيد استخراج كل شيء منها
again-evidence = ملفات المواقع التي جاءت منها أسطر البيّنات؛ ولا يُذكر ملف ليس له سطر في أي بيّنة
again-no-files = لا تسمي أي بيّنة في هذا المجلد ملف مواقع.
again-more =
    { $files ->
        [one] وملف واحد آخر لم يُذكر.
        [two] وملفان آخران لم يُذكرا.
        [few] و{ $files } ملفات أخرى لم تُذكر.
       *[other] و{ $files } ملفًا آخر لم يُذكر.
    }
again-manifest = يسرد <code>manifest.json</code> كل ملفات المجلد مع بصمة SHA-256 لكل منها. وبصمته هو تدل على السجل كله: قارنها مع الجانب الآخر، بالهاتف إن لزم.
again-kept = محفوظ مع السجل:

## Findings in detail.
sections = حالات الرصد بالتفصيل
sections-largest = أكبر { $shown } من أصل { $total } قياسًا: الأكبر من كل بند، ثم الثاني من كل بند، وهكذا، والمحسوب أولًا. والباقي في القوائم أعلاه وفي <code>findings.parquet</code>.
sections-all = جميعها وعددها { $total }، بحسب وقت بدايتها.
sections-facts = وقائع وأخطاء قياس فقط؛ لا سبب ولا مسؤولية.
sections-none = لا شيء.
