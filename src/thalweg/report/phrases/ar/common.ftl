### Units, grades, and the small words that every page needs.

unit-m = م
unit-km = كم
unit-nmi = { $n ->
    [zero] ميل بحري
    [one] ميل بحري
    [two] ميل بحري
    [few] أميال بحرية
    [many] ميلًا بحريًا
   *[other] ميل بحري
}
unit-nmi-genitive = { $n ->
    [zero] ميل بحري
    [one] ميل بحري
    [two] ميل بحري
    [few] أميال بحرية
    [many] ميلًا بحريًا
   *[other] ميل بحري
}
unit-ft = قدم
unit-kt = عقدة
unit-mps = م/ث
unit-mps2 = م/ث²
unit-h = س
unit-min = د
unit-s = ث

not-applicable = لا ينطبق
not-known = غير معروف
not-said = غير مذكور
unknown = غير معروف
none = لا شيء
under = أقل من { $figure }
at-most = { $figure } على الأكثر

listed-comma = ،{" "}
listed-semicolon = ؛{" "}
listed-last = { $first } و{ $last }

grade-certain = مؤكَّد
grade-probable = مرجَّح
grade-possible = محتمل
grade-certain-says = يتجاوز الحد بأكثر من الخطأ المذكور
grade-probable-says = يتجاوز الحد بحسب القياس
grade-possible-says = لا يتجاوز الحد بحسب القياس، لكن قد يتجاوزه ضمن الخطأ

party-neutral = محايد
party-unknown = غير منسوب
party-affiliate = { $name } (تابع لـ{ $owner })
aircraft-neutral = طائرة محايدة
aircraft-unknown = طائرة غير منسوبة
aircraft-two-of = طائرتان تابعتان لـ{ $party }
aircraft-two-neutral = طائرتان محايدتان
aircraft-two-unknown = طائرتان غير منسوبتين

## Why a row of positions is not used, by the reason that is counted.
dropped-no_position = لا موقع، أو بُثَّت جودته على أنها غير معروفة
dropped-conflict = سطر آخر للمتحرك نفسه وفي الوقت نفسه
dropped-stale = موقع مكرَّر، أقدم مما يقول
dropped-ground = على الأرض
dropped-jump = انتقال لا تستطيعه طائرة
dropped-no_time = وقت لا يُقرأ
dropped-no_mover = لا معرِّف
dropped-bad_value = قيمة مستحيلة
