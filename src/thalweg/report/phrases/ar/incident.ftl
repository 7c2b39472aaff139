### The incident page: facts first, what each side says, and the assessment apart.

incident-page-title = حادثة: { $headline }
incident-page = صفحة حادثة
incident-agreement = { $title }، الإصدار { $edition }
incident-agreement-digest = الاتفاق <span class="id">{ $agreement }</span>، البصمة <span class="id">{ $digest }</span>
incident-signed = <strong>وقّعه</strong> { $parties }، بحسب المجلد.
incident-not-signed = <strong>لم يوقّعه</strong> أي طرف.
incident-prepared = أعدّها
incident-on = بتاريخ
incident-where-when = { $place }؛ { $period }

incident-closest-apart = أدنى مسافة اقتراب
incident-closest-line = وراء الخط
incident-closest-site = قرب الموقع
incident-closest-other = القياس
incident-error-apart = ± هو الخطأ الذي يبقى ضمنه 95 من كل 100: للموقعين معًا، كل منهما بحسب جودته المبثوثة أو مصدر بياناته، ولما قد تضيفه مناورة بين تقريرين؛ وفي الارتفاع لمقياسي الارتفاع وخطواتهما.
incident-error-one = ± هو الخطأ الذي يبقى ضمنه 95 من كل 100: للموقع بحسب جودته المبثوثة أو مصدر بياناته، ولوقته، ولما قد تضيفه مناورة بين تقريرين.
incident-error-site = ± هو الخطأ الذي يبقى ضمنه 95 من كل 100: لموقع المتحرك بحسب جودته المبثوثة أو مصدر بياناته، ولوقته، ولما قد تضيفه مناورة بين تقريرين، ولمكان الموقع المحمي نفسه.
incident-clause = البند { $clause }: { $kind }
incident-finding = الرصد ودرجته

incident-part-a = الجزء أ: الوقائع
incident-part-a-says = من المواقع المسجلة وحدها؛ وليس فيه قول أحد.
incident-other-facts = وقائع أخرى
incident-fact = { $name }: { $value }
incident-fact-mark = ؛{" "}
incident-no-evidence = بيّنة هذا الرصد ليست في المجلد: لا رسم ولا جدول تقارير.

incident-says = ما يقوله كل طرف
incident-verdict = قياسًا على السجل:
incident-verdict-supported = يؤيده
incident-verdict-contradicted = يناقضه
incident-verdict-undecidable = لا يمكن البت
incident-chosen = (المختار)
incident-marks = إلى جانب السجل
incident-more = { $more ->
    [zero] لا بيانات أخرى إلى جانب السجل ({ $more-shown }).
    [one] إلى جانب السجل بيان آخر ({ $more-shown }).
    [two] إلى جانب السجل بيانان آخران ({ $more-shown }).
    [few] إلى جانب السجل { $more-shown } بيانات أخرى.
    [many] إلى جانب السجل { $more-shown } بيانًا آخر.
   *[other] إلى جانب السجل { $more-shown } بيان آخر.
}

incident-evidence = البيّنة
incident-sources = تقارير الموقع التي يستند إليها الرصد، بحسب المصدر
incident-column-feed = المصدر
incident-column-kept = المستعملة
incident-column-dropped = المستبعدة
incident-column-gap = أكبر فجوة
incident-column-file = الملف، SHA-256
incident-more-sources = { $more ->
    [zero] لا أسطر أخرى في البيّنة ({ $more-shown }).
    [one] في البيّنة سطر آخر ({ $more-shown }).
    [two] في البيّنة سطران آخران ({ $more-shown }).
    [few] في البيّنة { $more-shown } أسطر أخرى.
    [many] في البيّنة { $more-shown } سطرًا آخر.
   *[other] في البيّنة { $more-shown } سطر آخر.
}
incident-verify = الرصد <span class="id">{ $finding }</span>، البيّنة <span class="id">{ $digest }</span>. لإعادة حسابه من تلك البيّنة وحدها: <code>thalweg verify DIR</code>، حيث DIR هو المجلد الذي فيه هذه الصفحة.

incident-assessment = التقييم، بمعزل عن الوقائع
incident-assessment-says = لهيئة نظرت في الحادثة. لا يملأ هذا البرنامج أيًا من هذه الحقول، ولا يقول شيئًا عن لوم أو قصد.
incident-cause = السبب أو الأسباب
incident-risk = درجة الخطر
incident-board = الهيئة والمكان والتاريخ
incident-names = الأسماء
incident-signatures = التوقيعات
