### The daily summary: one day of a record.

daily-title = { $agreement }: الملخّص اليومي ليوم { $day }
daily-heading = الملخّص اليومي ليوم <bdi class="keep">{ $day }</bdi>
daily-skip = إلى الملخّص
daily-span = من { $start } إلى { $end }
daily-agreement = الاتفاق <bdi class="id">{ $id }</bdi>، الإصدار { $edition }، البصمة <bdi class="id">{ $digest }</bdi>
daily-unsigned = غير موقَّع. لا يحمل الاتفاق توقيع أي طرف، وقد قُرئ كما كتبه من أعدّ هذا السجل.

## What was counted, in the first sentence; hours are of the 24 h of each day.
daily-first = في <bdi class="keep">{ $day }</bdi> { $count ->
        [0] لم يُحصَ أي خرق
        [one] أُحصي خرق واحد
        [two] أُحصي خرقان
        [few] أُحصيت { $count } خروق
        [many] أُحصي { $count } خرقًا
       *[other] أُحصي { $count } خرق
    }{ $incidents ->
        [0] {""}
        [one] {" "}في حادثة واحدة
        [two] {" "}في حادثتين
        [few] {" "}في { $incidents } حوادث
        [many] {" "}في { $incidents } حادثة
       *[other] {" "}في { $incidents } حادثة
    } (ساعات الرصد من أصل 24: { $hours })؛ وفي اليوم السابق، <bdi class="keep">{ $before_day }</bdi>، { $before ->
        [0] لم يُحصَ أي خرق
        [one] أُحصي خرق واحد
        [two] أُحصي خرقان
        [few] أُحصيت { $before } خروق
        [many] أُحصي { $before } خرقًا
       *[other] أُحصي { $before } خرق
    }{ $before_incidents ->
        [0] {""}
        [one] {" "}في حادثة واحدة
        [two] {" "}في حادثتين
        [few] {" "}في { $before_incidents } حوادث
        [many] {" "}في { $before_incidents } حادثة
       *[other] {" "}في { $before_incidents } حادثة
    } (ساعات الرصد: { $before_hours }).
daily-first-alone = في <bdi class="keep">{ $day }</bdi> { $count ->
        [0] لم يُحصَ أي خرق
        [one] أُحصي خرق واحد
        [two] أُحصي خرقان
        [few] أُحصيت { $count } خروق
        [many] أُحصي { $count } خرقًا
       *[other] أُحصي { $count } خرق
    }{ $incidents ->
        [0] {""}
        [one] {" "}في حادثة واحدة
        [two] {" "}في حادثتين
        [few] {" "}في { $incidents } حوادث
        [many] {" "}في { $incidents } حادثة
       *[other] {" "}في { $incidents } حادثة
    } (ساعات الرصد من أصل 24: { $hours })؛ أما اليوم السابق، <bdi class="keep">{ $before_day }</bdi>، فليس في هذا السجل.
daily-hours-clause = البند { $clause }: { $hours }
daily-hours-join = ؛{" "}
daily-hours-none = لا شيء، فلا بند متابَع
daily-partial = لا يحتوي السجل من هذا اليوم إلا على مواقع من { $start } إلى { $end }، وما عدا ذلك لم يُرصد.
daily-no-position = لا يحتوي السجل على أي موقع من هذا اليوم، فلم يُرصد منه شيء.

daily-counts = الأعداد بحسب البند والطرف
daily-counts-caption = الخروق المحسوبة والساعات التي كان يمكن رصدها فيها
daily-counts-note = تُحتسب حالات الرصد المؤكَّدة أو المرجَّحة غير المستثناة، في يوم بدايتها؛ وما كان منها من بند واحد وطرف واحد ولا يفصله أكثر من 5 د و10 كم يُعدّ حادثة واحدة. والساعة التي لم تُرصد لا تُعدّ التزامًا ولا خرقًا، ولا يُستنتج لها شيء.
daily-counts-none = لا بند من هذا الاتفاق متابَع.

daily-list = حالات الرصد في هذا اليوم
daily-list-caption = حالات الرصد بحسب بدايتها، بالتوقيت العالمي المنسَّق
daily-list-none = لا شيء. وهذا لا يخص إلا ساعات الرصد.
daily-list-more = أكبر { $shown } قياسًا من أصل { $total }، والمحسوبة أولًا؛ وكلها في <code>report.html</code> و<code>findings.parquet</code>.
daily-note-near = وشك اصطدام: { $grade }
daily-note-exempted = مستثنى بموجب { $by }، غير محسوب
daily-note-possible = غير محسوب
daily-note-limit = عند الحد تمامًا
daily-note-same = قد تكونان طائرة واحدة

daily-map = المكان
daily-map-caption = علامة عند كل حالة رصد في هذا اليوم. للنظر فقط، ولا تؤخذ منها قياسات.

daily-seen = ما رُصد وما لم يُرصد
daily-seen-caption = ساعات كل مصدر من أصل 24 ساعة
daily-seen-none = لم يقدّم أي مصدر شيئًا في هذا السجل.
daily-seen-note = «بلا بيانات» هي الساعات التي لم يقدّم فيها المصدر شيئًا على الإطلاق. والمصدر العامل لا يرى بالضرورة المنطقة كلها، فساعات رصد كل بند مذكورة بجانب أعداده. ومستقبِل ADS-B لا يرى طائرة لا تبث.

daily-apart = ما لم يُحتسب وما لم يُحكم فيه
daily-unnamed = { $count ->
    [0] لا تذكر أي حالة رصد في هذا اليوم طائرة غير منسوبة.
    [one] تذكر حالة رصد واحدة في هذا اليوم طائرة غير منسوبة.
    [two] تذكر حالتا رصد في هذا اليوم طائرة غير منسوبة.
    [few] تذكر { $count } حالات رصد في هذا اليوم طائرة غير منسوبة.
    [many] تذكر { $count } حالة رصد في هذا اليوم طائرة غير منسوبة.
   *[other] تذكر { $count } حالة رصد في هذا اليوم طائرة غير منسوبة.
}
daily-unattributed = { $count ->
    [0] لم تفعل أي طائرة غير منسوبة في السجل كله ما يحظره بند على الأطراف.
    [one] فعلت طائرة واحدة غير منسوبة في السجل كله ما يحظره بند على الأطراف، ولم تُحتسب على أحد.
    [two] فعلت طائرتان غير منسوبتين في السجل كله ما يحظره بند على الأطراف، ولم تُحتسبا على أحد.
    [few] فعلت { $count } طائرات غير منسوبة في السجل كله ما يحظره بند على الأطراف، ولم تُحتسب على أحد.
    [many] فعلت { $count } طائرة غير منسوبة في السجل كله ما يحظره بند على الأطراف، ولم تُحتسب على أحد.
   *[other] فعلت { $count } طائرة غير منسوبة في السجل كله ما يحظره بند على الأطراف، ولم تُحتسب على أحد.
}
daily-unwatched = بنود لا يتابعها هذا الإصدار: { $clauses }. ولا شيء هنا يشهد لها أو عليها.
daily-blame = تذكر حالة الرصد بندًا وقياسًا وخطأ قياس. ولا تقول من المسؤول ولا ما كان القصد؛ فالحكم متروك للناس.

daily-check = التحقق
daily-check-says = أُعدّت هذه الصفحة من المجلد الذي توجد فيه، ولا تقول شيئًا ليس في جداوله. وتُعاد حسابات كل حالة رصد من بيّنتها، وتُعدّ هذه الصفحة من جديد، بهذين الأمرين:
daily-made = أعدّه thalweg { $version } وفق { $rules }. الأوقات بالتوقيت العالمي المنسَّق.

daily-col-clause = البند
daily-col-party = الطرف
daily-col-counted = محسوب
daily-col-before = اليوم السابق
daily-col-incidents = الحوادث
daily-col-possible = محتمل
daily-col-exempted = مستثنى
daily-col-seen = مرصود
daily-col-unseen = غير مرصود
daily-col-seen-before = مرصود في اليوم السابق
daily-col-time = البداية
daily-col-mover = المتحرك
daily-col-measure = القياس
daily-col-grade = الدرجة
daily-col-place = المكان
daily-col-finding = رقم الرصد
daily-col-feed = المصدر
daily-col-alive = عامل
daily-col-blind = بلا بيانات
daily-col-reports = تقارير الموقع
