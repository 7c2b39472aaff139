### One finding: what it says, with its errors and limits, and whose it is.

finding-title = الرصد { $finding }
finding-id = الرصد <span class="id">{ $finding }</span>
finding-of-clause = البند { $clause }: { $kind }

## Who did what, in a few words.
finding-near-collision =
    { $near ->
        [probable] وشك اصطدام (مرجَّح): { $both }
       *[other] وشك اصطدام: { $both }
    }
finding-near-collision-apart =
    { $near ->
        [probable] وشك اصطدام (مرجَّح): { $both }؛ { $horizontal } أفقيًا و{ $vertical } رأسيًا
       *[other] وشك اصطدام: { $both }؛ { $horizontal } أفقيًا و{ $vertical } رأسيًا
    }
finding-near-collision-level =
    { $near ->
        [probable] وشك اصطدام (مرجَّح): { $both }؛ { $horizontal } أفقيًا، والمسافة الرأسية غير معروفة
       *[other] وشك اصطدام: { $both }؛ { $horizontal } أفقيًا، والمسافة الرأسية غير معروفة
    }
finding-encounter = تقارب: { $both }
finding-encounter-apart = تقارب: { $both }؛ { $horizontal } أفقيًا و{ $vertical } رأسيًا
finding-encounter-level = تقارب: { $both }؛ { $horizontal } أفقيًا، والمسافة الرأسية غير معروفة
finding-beyond-line = { $who }: { $depth } وراء الخط
finding-beyond-line-inside = { $who }: { $depth } وراء الخط، إلى حيث تمتد المنطقة
finding-near-site = { $who }: { $stay } قرب { $site }
finding-the-site = الموقع
finding-other = { $who }: { $kind }

## The measure that a list shows.
finding-list-apart = { $horizontal }، { $vertical }
finding-list-depth = العمق { $depth }، { $stay }
finding-list-stay = { $stay }
finding-list-overhead = { $stay }، منها فوق الموقع { $overhead }

## The finding as one sentence: who, where, when.
finding-facts = { $movers }؛ { $period }؛ { $place }.
finding-period = من { $from } إلى { $to }
finding-mover-of = { $mover } التابع لـ{ $party }
finding-mover-nobody = { $mover } ({ $party })
finding-mover-called = { $callsign } ({ $mover })

## Measures.
finding-measure-depth = العمق وراء الخط
finding-measure-depth-inside = العمق وراء الخط، إلى حيث تمتد المنطقة
finding-measure-horizontal = المسافة الأفقية
finding-measure-site = أدنى بُعد عن الموقع
finding-measure-vertical = المسافة الرأسية
finding-measure-slant = المدى المائل حينئذ
finding-measure-least-slant = أدنى مدى مائل
finding-measure-closing = السرعة النسبية حينئذ
finding-measure-time-beyond = الوقت على عمق يتجاوز المنطقة الفاصلة
finding-measure-time-apart = الوقت دون الحدين الأدنيين معًا
finding-measure-time-near = الوقت ضمن نصف القطر
finding-measure-time = مدة الخرق
finding-measure-time-possible = مدة الخرق المحتمل، ضمن خطأ القياس
finding-measure-overhead = الوقت فوق الموقع
finding-measure-unseen = غير مرصود أثناء ذلك
finding-measure-near-collision = وشك اصطدام
finding-measure-well-clear = فقدان البعد الآمن (DO-365)
finding-measure-alert = أعلى مستوى إنذار عند الإعادة
finding-measure-manoeuvre = مناورة مرصودة
finding-measure-entered = الدخول
finding-measure-left = الخروج
finding-measure-place = المكان
finding-value-at = { $value } عند { $clock }
finding-value-both = { $value } ({ $also })
finding-value-parts = { $value }، عدد الأجزاء: { $parts }
finding-value-grade = { $grade }: { $says }
finding-value-alert = { $level } من 3
finding-limit-buffer = المنطقة الفاصلة { $limit }
finding-limit-minimum = لا تقل عن { $limit }
finding-limit-radius = نصف القطر { $limit }
finding-limit-from = يُحتسب من { $limit }
finding-limit-most = لا يزيد على { $limit }
finding-end-line = عبر الخط
finding-end-radius = عبر حد نصف القطر
finding-end-boundary = عبر حد المنطقة
finding-end-first-seen = غير معروف، رُصد أول مرة هناك
finding-end-last-seen = غير معروف، رُصد آخر مرة هناك
finding-end-gap = غير معروف، في فجوة بين التقارير
finding-moved = { $mover }: { $what }
finding-moved-at = { $mover }: { $what }، عند أدنى مسافة اقتراب
finding-moved-before = { $mover }: { $what }، قبل أدنى مسافة اقتراب بـ{ $span }
finding-moved-after = { $mover }: { $what }، بعد أدنى مسافة اقتراب بـ{ $span }
finding-move-turn = انعطاف
finding-move-climb = صعود
finding-move-descent = هبوط
finding-move-acas_ra = توجيه تفادي الاصطدام (ACAS)

## What keeps a finding from the next grade: each reason a clause, then one sentence.
finding-why-highest = الدرجة تخص القياس، لا تبعية المتحرك.
finding-why-mark = ؛{" "}
finding-why-all = { $reasons }.
finding-why-same = قد يكون المعرِّفان لطائرة واحدة، فلا تزيد الدرجة على «محتمل»
finding-why-limit = الدرجة عند الحد: تتغير بفارق وحدة واحدة في آخر رقم
finding-why-depth-error = العمق بعد طرح خطأ القياس { $least }، ولا يتجاوز المنطقة الفاصلة البالغة { $limit }
finding-why-distance-error = المسافة مع خطأ القياس { $most }، وليست أقل من { $limit }
finding-why-vertical-error = المسافة الرأسية مع خطأ القياس { $most }، وليست أقل من { $limit }
finding-why-not-everywhere = لا يتحقق الشرط في كل نطاق خطأ القياس، في جميع الأبعاد معًا وللمدة التي يطلبها البند
finding-why-depth = العمق المقيس لا يتجاوز المنطقة الفاصلة البالغة { $limit }
finding-why-radius = بحسب القياس ليس ضمن { $limit }
finding-why-unseen = لا يُبلَغ الحد إلا باحتساب وقت غير مرصود
finding-why-datum = ارتفاع أحدهما غير معروف بالنسبة إلى مرجع الآخر
finding-why-distance = بحسب القياس ليست المسافة بينهما أقل من { $limit }
finding-why-steps = { $vertical } مع خطوات مقياسي الارتفاع لا تتميز عن { $least }، وهو الحد الأدنى للبند بعد طرح السماح
finding-why-steps-or-one = إما أن { $vertical } مع خطوات مقياسي الارتفاع لا تتميز عن { $least }، وإما أنه يستند إلى تقرير واحد؛ ولا تبيّن أعمدة الرصد أيهما
finding-why-one-report = يستند إلى تقرير واحد: لولاه لما تحقق شيء منه بحسب القياس
finding-why-one-or-band = بحسب القياس تُجووز الحدان الأدنيان معًا، لكنه يستند إلى تقرير واحد، أو إلى ارتفاع غير معروف بالنسبة إلى حد البند الأسفل أو الأعلى؛ ولا تبيّن أعمدة الرصد أيهما
finding-why-unknown = يستند إلى تقرير واحد أو إلى ارتفاع غير معروف أو إلى وقت غير مرصود

## What exempted it.
finding-exempt-mark = ؛{" "}
finding-exempt-emergency = حالة طوارئ
finding-exempt-notified = إخطار { $notice } (ملف)

## The section.
finding-exempted-by = <strong>مستثنى</strong> بسبب: { $what }؛ لا يُحتسب.
finding-not-counted = <strong>لا يُحتسب.</strong>
finding-why = <strong>لِمَ ليست الدرجة أعلى:</strong> { $why }
finding-plan-caption = من الأعلى، الشمال إلى أعلى. الخط السميك: أثناء الخرق. الشريط: خطأ القياس 95 %. النقاط: التقارير؛ العلامات ×: التقارير المستبعدة.
finding-plan-caption-possible = من الأعلى، الشمال إلى أعلى. الخط السميك: ما دام الخرق محتملًا. الشريط: خطأ القياس 95 %. النقاط: التقارير؛ العلامات ×: التقارير المستبعدة.
finding-no-drawing = <strong>لا رسم.</strong> بيّنة هذا الرصد ليست في المجلد، أو لا تُظهر مسارًا.
finding-measures-caption = القياسات مع خطأ القياس 95 %
finding-column-measure = القياس
finding-column-value = القيمة
finding-column-error = الخطأ
finding-column-agreed = المتفق عليه
finding-profile-caption = المظلل عرضًا: ما لا يسمح به البند. المظلل طولًا: وقت الخرق بحسب القياس.
finding-profile-caption-possible = المظلل عرضًا: ما لا يسمح به البند. المظلل طولًا: الوقت الذي يكون فيه الخرق محتملًا ضمن خطأ القياس.
finding-closest-means = لحظة أدنى مسافة اقتراب هي التي يبلغ فيها مجموع مربعي المسافتين، كلٌّ منهما كنسبة من الحد الأدنى للبند، أقل قيمة؛ وفي وشك الاصطدام المؤكَّد أو المرجَّح هي لحظة أدنى مدى مائل. وفيما عدا ذلك قد لا تتطابق اللحظتان.
finding-twin-label = لحظات الرصد { $finding }
finding-twin-caption = الرسوم في بضع لحظات، والمسار مستقيم بين التقارير
finding-twin-time = الوقت (UTC)
finding-twin-distance = البعد عن الموقع
finding-twin-baro = { $mover }، ارتفاع ضغطي
finding-twin-geo = { $mover }، ارتفاع هندسي
finding-instant-start = { $clock } البداية
finding-instant-end = { $clock } النهاية
finding-instant-closest = { $clock } أدنى مسافة
finding-not-observed = غير مرصود
finding-outside-area = خارج المنطقة
finding-own-side = في جانبه، { $depth } { $error }
finding-depth = { $depth } { $error }
finding-clause = البند { $clause }
finding-whose = لمن هو
finding-column-mover = المتحرك
finding-column-callsign = النداء
finding-column-party = الطرف
finding-column-rule = بحكم القاعدة
finding-column-rests = تستند إلى
finding-no-rule = لا قاعدة
finding-not-in-folder = ليس في المجلد
finding-rests-address = العنوان
finding-rests-feed = مصدر البيانات
finding-rests-callsign = النداء
finding-rests-claim = إعلان

## From the inputs to the result, in numbered steps.
finding-trail = كيف تم الرصد
finding-trail-inputs = <strong>المدخلات:</strong> { $reports }، في البيّنة <span class="id">{ $digest }</span>
finding-trail-no-inputs = <strong>المدخلات:</strong> البيّنة <span class="id">{ $digest }</span>، وليست في المجلد
finding-trail-line = <strong>الكاشف:</strong> تجاوز للخط، { $period }
finding-trail-apart = <strong>الكاشف:</strong> تقارب طائرتين، { $period }
finding-trail-site = <strong>الكاشف:</strong> مكوث قرب موقع، { $period }
finding-trail-clause = <strong>البند:</strong> { $clause }، { $kind }
finding-trail-result = <strong>النتيجة:</strong> { $grade }، يُحتسب
finding-trail-not-counted = <strong>النتيجة:</strong> { $grade }، لا يُحتسب
finding-trail-exempted = <strong>النتيجة:</strong> { $grade }، مستثنى ({ $what })، لا يُحتسب
finding-reports = { $kept ->
    [zero] لم يُستعمل أي تقرير ({ $kept-shown })، واستُبعد بسبب مذكور: { $dropped-shown }
    [one] استُعمل تقرير واحد ({ $kept-shown })، واستُبعد بسبب مذكور: { $dropped-shown }
    [two] استُعمل تقريران ({ $kept-shown })، واستُبعد بسبب مذكور: { $dropped-shown }
    [few] استُعملت { $kept-shown } تقارير، واستُبعد بسبب مذكور: { $dropped-shown }
    [many] استُعمل { $kept-shown } تقريرًا، واستُبعد بسبب مذكور: { $dropped-shown }
   *[other] استُعمل { $kept-shown } تقرير، واستُبعد بسبب مذكور: { $dropped-shown }
}

## What the parties say.
finding-statements = ما تقوله الأطراف
finding-statements-none = لا يخص هذا أيًا من أطراف الاتفاق.
finding-statement-empty = لا بيان في هذا المجلد
finding-statement-name = الاسم
finding-statement-date = التاريخ
finding-statement-signature = التوقيع
finding-statement-said = { $who }، { $when }: { $words }
finding-statement-marked = { $who }، { $when }، { $mark }: { $words }
finding-statement-cut = (مختصر؛ والنص الكامل إلى جانب السجل)
finding-mark-confirmed = مُقَرّ
finding-mark-disputed = متنازع فيه
finding-mark-false = غير صحيح
finding-mark-withdrawn = مسحوب

finding-evidence = <strong>البيّنة</strong> <span class="id">{ $digest }</span>. يعيد <code>thalweg verify DIR</code> حساب هذا الرصد من ذلك الملف وحده في <code>evidence/</code>.
finding-evidence-reports = <strong>البيّنة</strong> <span class="id">{ $digest }</span>: { $reports }. يعيد <code>thalweg verify DIR</code> حساب هذا الرصد من ذلك الملف وحده في <code>evidence/</code>.
finding-page-title = { $title }: الرصد { $finding }
