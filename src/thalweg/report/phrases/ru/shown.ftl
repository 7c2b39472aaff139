### A result as a notebook shows it.

shown-edition = { $title }, редакция { $edition },
shown-signed = подписи: { $parties }
shown-unsigned = <strong>не подписано</strong>
shown-counts-caption = Учтено, рядом с часами наблюдения
shown-clause = Пункт
shown-kind = Вид
shown-party = Сторона
shown-counted = Учтено
shown-incidents = Инциденты
shown-possible = Возможно
shown-exempted = Исключено
shown-seen = Наблюдалось
shown-alive = Источник работал
shown-first = { $total ->
    [one] Первые { $first } из { $total-shown } фиксации, по времени
    [few] Первые { $first } из { $total-shown } фиксаций, по времени
    [many] Первые { $first } из { $total-shown } фиксаций, по времени
   *[other] Первые { $first } из { $total-shown } фиксаций, по времени
}
shown-all = Фиксации, по времени
shown-number = №
shown-from = С
shown-what = Что
shown-grade = Степень уверенности
shown-exempted-mark = { $grade }, исключено
shown-finding = Фиксация
shown-one = <code>result[0]</code> или <code>result.finding("{ $finding }")</code> показывает одну из них с рисунками.
shown-unattributed = { $movers ->
    [one] <strong>Принадлежность не установлена:</strong> { $shown } ВС, никому не засчитано.
    [few] <strong>Принадлежность не установлена:</strong> { $shown } ВС, никому не засчитаны.
    [many] <strong>Принадлежность не установлена:</strong> { $shown } ВС, никому не засчитаны.
   *[other] <strong>Принадлежность не установлена:</strong> { $shown } ВС, никому не засчитаны.
}
shown-read = { $movers ->
   *[other] Прочитано донесений: { $rows }, от { $movers-shown } ВС; оставлено: { $kept }.
}
shown-read-all = { $movers ->
   *[other] Прочитано донесений: { $rows }, от { $movers-shown } ВС; оставлено: { $kept }, ни одно не отброшено.
}
shown-dropped = Отброшено: { $reasons }.
shown-dropped-mark = ;{" "}
shown-dropped-why = { $rows } { $reason } ({ $why })
