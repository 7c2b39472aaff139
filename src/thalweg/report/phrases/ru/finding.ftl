### One finding: what it says, with its errors and limits, and whose it is.

finding-title = Фиксация { $finding }
finding-id = Фиксация <span class="id">{ $finding }</span>
finding-of-clause = Пункт { $clause }: { $kind }

## Who did what, in a few words.
finding-near-collision = Опасное сближение: { $both }
finding-near-collision-apart = Опасное сближение: { $both }; { $horizontal } по горизонтали, { $vertical } по вертикали
finding-near-collision-level = Опасное сближение: { $both }; { $horizontal } по горизонтали, по вертикали не известно
finding-encounter = Сближение: { $both }
finding-encounter-apart = Сближение: { $both }; { $horizontal } по горизонтали, { $vertical } по вертикали
finding-encounter-level = Сближение: { $both }; { $horizontal } по горизонтали, по вертикали не известно
finding-beyond-line = { $who }: { $depth } за линией
finding-near-site = { $who }: { $stay } вблизи { $site }
finding-the-site = места
finding-other = { $who }: { $kind }

## The measure that a list shows.
finding-list-apart = { $horizontal }, { $vertical }
finding-list-depth = глубина { $depth }, { $stay }
finding-list-stay = { $stay }
finding-list-overhead = { $stay }, над местом { $overhead }

## The finding as one sentence: who, where, when.
finding-facts = { $movers }; { $period }; { $place }.
finding-period = с { $from } по { $to }
finding-mover-of = { $mover } — { $party }
finding-mover-nobody = { $mover } ({ $party })
finding-mover-called = { $callsign } ({ $mover })

## Measures.
finding-measure-depth = Глубина за линией
finding-measure-horizontal = Расстояние по горизонтали
finding-measure-site = Наименьшее удаление от места
finding-measure-vertical = Расстояние по вертикали
finding-measure-slant = Наклонная дальность тогда
finding-measure-least-slant = Наименьшая наклонная дальность
finding-measure-closing = Скорость сближения
finding-measure-time-beyond = Время глубже буфера
finding-measure-time-apart = Время ниже обоих минимумов
finding-measure-time-near = Время внутри радиуса
finding-measure-time = Время нарушения
finding-measure-overhead = Время над местом
finding-measure-unseen = За это время без наблюдения
finding-measure-near-collision = Опасное сближение
finding-measure-well-clear = Утрата безопасного удаления (DO-365)
finding-measure-alert = Высший уровень предупреждения (повтор)
finding-measure-manoeuvre = Наблюдавшийся манёвр
finding-measure-entered = Вход
finding-measure-left = Выход
finding-measure-place = Место
finding-value-at = { $value } в { $clock }
finding-value-both = { $value } ({ $also })
finding-value-parts = { $value }, частей: { $parts }
finding-value-grade = { $grade }: { $says }
finding-value-alert = { $level } из 3
finding-limit-buffer = буфер { $limit }
finding-limit-minimum = не менее { $limit }
finding-limit-radius = радиус { $limit }
finding-limit-from = учитывается от { $limit }
finding-limit-most = не дольше { $limit }
finding-end-line = через линию
finding-end-radius = через границу радиуса
finding-end-boundary = через границу района
finding-end-first-seen = не известно, впервые замечено там
finding-end-last-seen = не известно, в последний раз замечено там
finding-end-gap = не известно, в перерыве донесений
finding-moved = { $mover }: { $what }
finding-moved-at = { $mover }: { $what }, в момент наибольшего сближения
finding-moved-before = { $mover }: { $what }, за { $span } до наибольшего сближения
finding-moved-after = { $mover }: { $what }, через { $span } после наибольшего сближения
finding-move-turn = разворот
finding-move-climb = набор высоты
finding-move-descent = снижение
finding-move-acas_ra = рекомендация БСПС

## What keeps a finding from the next grade: each reason a clause, then one sentence.
finding-why-highest = Более высокой степени нет. Она относится к измерению, а не к тому, чьим был объект.
finding-why-mark = ;{" "}
finding-why-all = { $reasons }.
finding-why-same = два идентификатора могут принадлежать одному воздушному судну, поэтому не выше «возможно»
finding-why-limit = степень на пределе: она меняется при сдвиге на единицу последнего знака
finding-why-depth-error = глубина за вычетом погрешности — { $least }, не больше буфера { $limit }
finding-why-distance-error = расстояние с учётом погрешности — { $most }, не менее { $limit }
finding-why-vertical-error = расстояние по вертикали с учётом погрешности — { $most }, не менее { $limit }
finding-why-not-everywhere = условие выполняется не везде в пределах погрешности: не по всем измерениям сразу или не столько времени, сколько требует пункт
finding-why-depth = измеренная глубина не больше буфера { $limit }
finding-why-radius = по измерению удаление не меньше { $limit }
finding-why-unseen = предел достигается только с учётом времени без наблюдения
finding-why-datum = высота одного из них не известна в системе отсчёта другого
finding-why-distance = по измерению между ними не меньше { $limit }
finding-why-steps = { $vertical } при шаге обоих высотомеров не отличить от { $least }, или это опирается на одно донесение
finding-why-unknown = опирается на единственное донесение, на неизвестную высоту или на время без наблюдения

## What exempted it.
finding-exempt-mark = ;{" "}
finding-exempt-emergency = аварийная ситуация
finding-exempt-notified = уведомление { $notice } (файл)

## The section.
finding-exempted-by = <strong>Исключено</strong>, основание: { $what }; не учитывается.
finding-not-counted = <strong>Не учитывается.</strong>
finding-why = <strong>Почему не выше:</strong> { $why }
finding-plan-caption = Вид сверху, север вверху. Толстая линия: во время нарушения. Полоса: погрешность 95 %. Точки: донесения; крестики: отложенные донесения.
finding-no-drawing = <strong>Нет рисунка.</strong> Доказательной записи этой фиксации нет в папке, или она не показывает трассы.
finding-measures-caption = Измерения с погрешностью 95 %
finding-column-measure = Измерение
finding-column-value = Значение
finding-column-error = Погрешность
finding-column-agreed = По соглашению
finding-profile-caption = Затенено поперёк: то, чего пункт не допускает. Затенено по вертикали: время нарушения по измерению.
finding-twin-label = Моменты фиксации { $finding }
finding-twin-caption = Рисунки в нескольких моментах, между донесениями путь прямой
finding-twin-time = Время (UTC)
finding-twin-distance = Удаление от места
finding-twin-baro = { $mover }, барометрическая высота
finding-twin-geo = { $mover }, геометрическая высота
finding-instant-start = { $clock } начало
finding-instant-end = { $clock } конец
finding-instant-closest = { $clock } наиб. сближение
finding-not-observed = не наблюдалось
finding-own-side = своя сторона, { $depth } { $error }
finding-depth = { $depth } { $error }
finding-clause = Пункт { $clause }
finding-whose = Чей объект
finding-column-mover = Объект
finding-column-callsign = Позывной
finding-column-party = Сторона
finding-column-rule = По правилу
finding-column-rests = Основание
finding-no-rule = правила нет
finding-not-in-folder = нет в папке
finding-rests-address = адрес
finding-rests-feed = источник данных
finding-rests-callsign = позывной
finding-rests-claim = заявление

## From the inputs to the result, in numbered steps.
finding-trail = Как это установлено
finding-trail-inputs = <strong>Исходные данные:</strong> { $reports }, доказательная запись <span class="id">{ $digest }</span>
finding-trail-no-inputs = <strong>Исходные данные:</strong> доказательная запись <span class="id">{ $digest }</span>, в папке её нет
finding-trail-line = <strong>Обнаружено:</strong> заход за линию, { $period }
finding-trail-apart = <strong>Обнаружено:</strong> сближение двух воздушных судов, { $period }
finding-trail-site = <strong>Обнаружено:</strong> пребывание вблизи места, { $period }
finding-trail-clause = <strong>Пункт:</strong> { $clause }, { $kind }
finding-trail-result = <strong>Результат:</strong> { $grade }, учитывается
finding-trail-not-counted = <strong>Результат:</strong> { $grade }, не учитывается
finding-trail-exempted = <strong>Результат:</strong> { $grade }, исключено ({ $what }), не учитывается
finding-reports = { $kept ->
    [one] использовано { $kept-shown } донесение, отложено с указанием причины: { $dropped-shown }
    [few] использовано { $kept-shown } донесения, отложено с указанием причины: { $dropped-shown }
    [many] использовано { $kept-shown } донесений, отложено с указанием причины: { $dropped-shown }
   *[other] использовано { $kept-shown } донесения, отложено с указанием причины: { $dropped-shown }
}

## What the parties say.
finding-statements = Что говорят стороны
finding-statements-none = Ни одной стороны соглашения это не касается.
finding-statement-empty = заявления в этой папке нет
finding-statement-name = Имя
finding-statement-date = Дата
finding-statement-signature = Подпись
finding-statement-said = { $who }, { $when }: { $words }
finding-statement-marked = { $who }, { $when }, { $mark }: { $words }
finding-statement-cut = (сокращено; полностью — рядом с записью)
finding-mark-confirmed = подтверждено
finding-mark-disputed = оспорено
finding-mark-false = неверно
finding-mark-withdrawn = отозвано

finding-evidence = <strong>Доказательная запись</strong> <span class="id">{ $digest }</span>. <code>thalweg verify DIR</code> вычисляет эту фиксацию заново только по этому файлу в <code>evidence/</code>.
finding-evidence-reports = <strong>Доказательная запись</strong> <span class="id">{ $digest }</span>: { $reports }. <code>thalweg verify DIR</code> вычисляет эту фиксацию заново только по этому файлу в <code>evidence/</code>.
finding-page-title = { $title }: фиксация { $finding }
