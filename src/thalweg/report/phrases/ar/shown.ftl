### A result as a notebook shows it.

shown-edition = { $title }، الطبعة { $edition }،
shown-signed = وقّعه { $parties }
shown-unsigned = <strong>غير موقَّع</strong>
shown-counts-caption = المحتسَب، إلى جانب ساعات الرصد
shown-clause = البند
shown-kind = النوع
shown-party = الطرف
shown-counted = محتسَب
shown-incidents = حوادث
shown-possible = محتمل
shown-exempted = مستثنى
shown-seen = ساعات الرصد
shown-alive = عمل المصدر
shown-first = { $total ->
    [zero] أول { $first } من أصل { $total-shown } رصد، بترتيب الوقت
    [one] أول { $first } من أصل { $total-shown } رصد، بترتيب الوقت
    [two] أول { $first } من أصل { $total-shown } رصد، بترتيب الوقت
    [few] أول { $first } من أصل { $total-shown } عمليات رصد، بترتيب الوقت
    [many] أول { $first } من أصل { $total-shown } عملية رصد، بترتيب الوقت
   *[other] أول { $first } من أصل { $total-shown } عملية رصد، بترتيب الوقت
}
shown-all = عمليات الرصد، بترتيب الوقت
shown-number = رقم
shown-from = من
shown-what = ماذا
shown-grade = الدرجة
shown-exempted-mark = { $grade }، مستثنى
shown-finding = الرصد
shown-one = يعرض <code>result[0]</code> أو <code>result.finding("{ $finding }")</code> واحدًا برسومه.
shown-unattributed = { $movers ->
    [zero] <strong>غير منسوب:</strong> لا متحركات ({ $shown }).
    [one] <strong>غير منسوب:</strong> متحرك واحد ({ $shown })، لا يُحتسب على أحد.
    [two] <strong>غير منسوب:</strong> متحركان ({ $shown })، لا يُحتسبان على أحد.
    [few] <strong>غير منسوب:</strong> { $shown } متحركات، لا تُحتسب على أحد.
    [many] <strong>غير منسوب:</strong> { $shown } متحركًا، لا تُحتسب على أحد.
   *[other] <strong>غير منسوب:</strong> { $shown } متحرك، لا تُحتسب على أحد.
}
shown-read = { $movers ->
    [zero] قُرئ من تقارير المواقع { $rows }، لمتحركات عددها { $movers-shown }، وأُبقي { $kept }.
    [one] قُرئ من تقارير المواقع { $rows }، لمتحرك واحد ({ $movers-shown })، وأُبقي { $kept }.
    [two] قُرئ من تقارير المواقع { $rows }، لمتحركين ({ $movers-shown })، وأُبقي { $kept }.
    [few] قُرئ من تقارير المواقع { $rows }، لـ{ $movers-shown } متحركات، وأُبقي { $kept }.
    [many] قُرئ من تقارير المواقع { $rows }، لـ{ $movers-shown } متحركًا، وأُبقي { $kept }.
   *[other] قُرئ من تقارير المواقع { $rows }، لـ{ $movers-shown } متحرك، وأُبقي { $kept }.
}
shown-read-all = { $movers ->
    [zero] قُرئ من تقارير المواقع { $rows }، لمتحركات عددها { $movers-shown }، وأُبقي { $kept }، ولم يُستبعد شيء.
    [one] قُرئ من تقارير المواقع { $rows }، لمتحرك واحد ({ $movers-shown })، وأُبقي { $kept }، ولم يُستبعد شيء.
    [two] قُرئ من تقارير المواقع { $rows }، لمتحركين ({ $movers-shown })، وأُبقي { $kept }، ولم يُستبعد شيء.
    [few] قُرئ من تقارير المواقع { $rows }، لـ{ $movers-shown } متحركات، وأُبقي { $kept }، ولم يُستبعد شيء.
    [many] قُرئ من تقارير المواقع { $rows }، لـ{ $movers-shown } متحركًا، وأُبقي { $kept }، ولم يُستبعد شيء.
   *[other] قُرئ من تقارير المواقع { $rows }، لـ{ $movers-shown } متحرك، وأُبقي { $kept }، ولم يُستبعد شيء.
}
shown-dropped = المستبعد: { $reasons }.
shown-dropped-mark = ؛{" "}
shown-dropped-why = { $rows } { $reason } ({ $why })
