### Words in the pictures, and what they tell those who cannot see them.

## What a picture is called, and what it shows.
picture-plan = { $title }: منظر من أعلى
picture-profile = { $title }: التغيّر مع الزمن
picture-mover = { $name } ({ $party })
picture-paths =
    { $many ->
        [zero] مسارات { $movers }، بخط أغلظ أثناء الخرق، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
        [one] مسار { $movers }، بخط أغلظ أثناء الخرق، ضمن شريط بعرض خطأ قياسه (95 %).
        [two] مسارا { $movers }، بخط أغلظ أثناء الخرق، وكلٌّ منهما ضمن شريط بعرض خطأ قياسه (95 %).
        [few] مسارات { $movers }، بخط أغلظ أثناء الخرق، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
        [many] مسارات { $movers }، بخط أغلظ أثناء الخرق، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
       *[other] مسارات { $movers }، بخط أغلظ أثناء الخرق، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
    }
picture-paths-possible =
    { $many ->
        [zero] مسارات { $movers }، بخط أغلظ ما دام الخرق محتملًا، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
        [one] مسار { $movers }، بخط أغلظ ما دام الخرق محتملًا، ضمن شريط بعرض خطأ قياسه (95 %).
        [two] مسارا { $movers }، بخط أغلظ ما دام الخرق محتملًا، وكلٌّ منهما ضمن شريط بعرض خطأ قياسه (95 %).
        [few] مسارات { $movers }، بخط أغلظ ما دام الخرق محتملًا، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
        [many] مسارات { $movers }، بخط أغلظ ما دام الخرق محتملًا، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
       *[other] مسارات { $movers }، بخط أغلظ ما دام الخرق محتملًا، وكلٌّ منها ضمن شريط بعرض خطأ قياسه (95 %).
    }
picture-at-most = أقصى عمق وراء الخط: { $depth } ({ $error }).
picture-at-most-inside = أقصى عمق وراء الخط داخل المنطقة: { $depth } ({ $error })؛ وقد عُبر حد المنطقة، وما وقع خارجها لا يدخل في العمق.
picture-apart = أدنى مسافة اقتراب عند { $at }: { $far } أفقيًا ({ $error })، و{ $up } في الارتفاع.
picture-apart-flat = أدنى مسافة اقتراب عند { $at }: { $far } أفقيًا ({ $error })؛ ولا يمكن مقارنة الارتفاعين.
picture-nearest = أقرب ما كان إلى الموقع المحمي عند { $at }: { $far } ({ $error }).
picture-no-closest = لحظة أدنى مسافة اقتراب غير معروفة.
picture-agreed-buffer = المتفق عليه: ألا يتجاوز العمق المنطقة الفاصلة البالغة { $buffer }.
picture-agreed-apart = المتفق عليه: ألا يقل الفصل عن { $far } أفقيًا أو { $up } في الارتفاع.
picture-agreed-radius = المتفق عليه: ألا تقل المسافة إلى الموقع المحمي عن { $radius }.
picture-during = يمتد الخرق من { $start } إلى { $end }.
picture-during-possible = الخرق محتمل، ضمن خطأ القياس، من { $start } إلى { $end }.
picture-heights-baro = الارتفاع الضغطي: { $heights }.
picture-heights-geo = الارتفاع الهندسي: { $heights }.
picture-height = { $name } بين { $low } و{ $high }
picture-height-level = { $name } على { $height }
picture-bands = الأشرطة أخطاء قياس (95 %)؛ والأوقات بالتوقيت العالمي UTC.
picture-twin = اللحظات نفسها واردة في الجدول أدناه.

## Written in the pictures.
picture-side = جانب { $party }
picture-deepest = أقصى عمق
picture-deepest-at = أقصى عمق { $at }
picture-closest = الأقرب { $at }
picture-line = الخط
picture-buffer = منطقة فاصلة { $length }
picture-radius = نصف القطر { $length }
picture-overhead = فوق الموقع { $length }
picture-minimum = الحد الأدنى { $length }
picture-near-collision = وشك اصطدام { $length }
picture-floor = الحد الأسفل { $height }
picture-ceiling = الحد الأعلى { $height }
picture-off-panel = خارج هذا المقياس: { $bounds }
picture-vertical = المظلل: ضمن { $height } من { $name }
picture-north = ش
picture-unseen = لم يُرصد هنا: لا شيء يُقاس.
picture-no-heights = الارتفاعات: لا ارتفاع معروفًا على مرجع واحد؛ لا شيء يُقارن.
picture-panel-apart = المسافة بمقياس لوغاريتمي: أفقيًا مع خطأ القياس (95 %)؛ وبخط متقطع المدى المائل
picture-panel-flat = المسافة الأفقية مع خطأ القياس (95 %)، مقياس لوغاريتمي
picture-panel-depth = العمق وراء الخط مع خطأ القياس (95 %)
picture-panel-site = المسافة إلى الموقع المحمي مع خطأ القياس (95 %)
picture-panel-baro = الارتفاع الضغطي بالقدم مع خطأ القياس (95 %)
picture-panel-geo = الارتفاع الهندسي بالقدم مع خطأ القياس (95 %)
