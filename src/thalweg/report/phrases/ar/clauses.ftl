### Clauses in words, with every figure that decides.

clause-kind-line-keep-side = البقاء في جانب الطرف من الخط
clause-kind-air-separation = حفظ الفصل في الجو
clause-kind-site-stand-off = الابتعاد عن القوات المحمية
clause-kind-notice-hazard = الإخطار المسبق بالأخطار
clause-kind-channel-daily-call = الاتصال اليومي
clause-kind-ground-build-up = الحشد البري
clause-kind-air-activity = النشاط الجوي قرب مكان
clause-kind-spectrum-interference = التشويش على الملاحة
clause-kind-zone-cease-fire = منطقة وقف إطلاق النار
clause-kind-contact-senior = اتصالات القادة الكبار

clause-side-left = { $party } إلى اليسار
clause-side-right = { $party } إلى اليمين
clause-side-area = يبقى كل طرف في جانبه من الخط { $line } داخل المنطقة { $area }: { $sides }، بالنظر من أول نقطة في الخط إلى آخرها.
clause-side-reach = يبقى كل طرف في جانبه من الخط { $line } ضمن مستطيل مداه { $reach } حوله: { $sides }، بالنظر من أول نقطة في الخط إلى آخرها.
clause-side-counts = يبدأ التجاوز على عمق يزيد على { $buffer } وراء الخط، ويُحتسب إذا دام هناك { $shortest } على الأقل؛ والتجاوزات التي يفصل بينها أقل من { $rejoin } تُعدّ تجاوزًا واحدًا.
clause-side-counts-any = يبدأ التجاوز على عمق يزيد على { $buffer } وراء الخط، ويُحتسب مهما قصرت مدته؛ والتجاوزات التي يفصل بينها أقل من { $rejoin } تُعدّ تجاوزًا واحدًا.
clause-gap = لا تُسدّ الفجوات التي تزيد على { $gap } بين التقارير.

clause-apart-any = لا يجوز أن تقل المسافة بين أي طائرتين عن { $horizontal } أفقيًا وعن { $vertical } رأسيًا في آن واحد.
clause-apart-one = لا يجوز أن تقل المسافة بين طائرة تابعة لـ{ $party } وأي طائرة أخرى عن { $horizontal } أفقيًا وعن { $vertical } رأسيًا في آن واحد.
clause-apart-two = لا يجوز أن تقل المسافة بين طائرات { $one } وطائرات { $other } عن { $horizontal } أفقيًا وعن { $vertical } رأسيًا في آن واحد.
clause-apart-level = تُعدّ الارتفاعات معروفة بدقة لا تتجاوز { $tolerance }.
clause-apart-near = وشك الاصطدام: أقل من { $horizontal } وأقل من { $vertical }.
clause-apart-near-slant = وشك الاصطدام: أقل من { $horizontal } وأقل من { $vertical }، أو أقل من { $slant } في المدى المائل.

clause-away = لا تمكث طائرات { $who } أكثر من { $stay } ضمن { $radius } من { $sites }؛ الطرف المحمي: { $whose }.
clause-away-overhead = لا تمكث طائرات { $who } أكثر من { $stay } ضمن { $radius } من { $sites }، ولا أكثر من { $overhead } فوقه ضمن { $overhead-radius }؛ الطرف المحمي: { $whose }.
clause-away-unseen = الوقت غير المرصود حتى { $same } لا يقطع المكوث ولا يُحتسب منه.

clause-hazard = يُخطَر بالأخطار قبل وقوعها بـ{ $lead } على الأقل.
clause-exempt = المستثنى: { $what }.
clause-exempt-emergency = حالة الطوارئ
clause-exempt-notified = ما أُخطِر به

clause-heights-from = يسري ابتداءً من { $floor }.
clause-heights-to = يسري حتى { $ceiling }.
clause-heights-between = يسري من { $floor } حتى { $ceiling }.
clause-height-baro = { $height } (ارتفاع ضغطي)
clause-height-geo = { $height } (فوق المجسم الناقص)
clause-height-amsl = { $height } (فوق متوسط سطح البحر)
clause-height-agl = { $height } (فوق سطح الأرض)

clause-default-fastest = أسرع انتقال يُعدّ طيرانًا
clause-default-manoeuvre = المناورة المسموح بها بين تقريرين
clause-default-rejoin = تُضم التجاوزات إذا فصل بينها أقل من
clause-default-same-stay = تُضم فترات المكوث عبر وقت غير مرصود حتى
