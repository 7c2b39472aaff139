### One finding: what it says, with its errors and limits, and whose it is.

finding-title = Фиксация { $finding }
finding-id = Фиксация <span class="id">{ $finding }</span>
finding-of-clause = Пункт { $clause }: { $kind }

## Who did what, in a few words.
finding-near-collision =
    { $near ->
        [probable] Опасное сближение (вероятно): { $both }
       *[other] Опасное сближение: { $both }
    }
finding-near-collision-apart =
    { $near ->
        [probable] Опасное сближение (вероятно): { $both }; { $horizontal } по горизонтали, { $vertical } по вертикали
       *[other] Опасное сближение: { $both }; { $horizontal } по горизонтали, { $vertical } по вертикали
    }
finding-near-collision-level =
    { $near ->
        [probable] Опасное сближение (вероятно): { $both }; { $horizontal } по горизонтали, расстояние по вертикали неизвестно
       *[other] Опасное сближение: { $both }; { $horizontal } по горизонтали, расстояние по вертикали неизвестно
    }
finding-encounter = Сближение: { $both }
finding-encounter-apart = Сближение: { $both }; { $horizontal } по горизонтали, { $vertical } по вертикали
finding-encounter-level = Сближение: { $both }; { $horizontal } по горизонтали, расстояние по вертикали неизвестно
finding-beyond-line = { $who }: { $depth } за линией
finding-beyond-line-inside = { $who }: { $depth } за линией, насколько простирается район
finding-near-site = { $who }: { $stay } вблизи { $site }
finding-the-site = защищаемого объекта
finding-other = { $who }: { $kind }

## The measure that a list shows.
finding-list-apart = { $horizontal }, { $vertical }
finding-list-depth = глубина { $depth }, { $stay }
finding-list-stay = { $stay }
finding-list-overhead = { $stay }, над объектом { $overhead }

## The finding as one sentence: who, where, when.
finding-facts = { $movers }; { $period }; { $place }.
finding-period = с { $from } по { $to }
finding-mover-of = { $mover } — { $party }
finding-mover-nobody = { $mover } ({ $party })
finding-mover-called = { $callsign } ({ $mover })

## Measures.
finding-measure-depth = Глубина за линией
finding-measure-depth-inside = Глубина за линией, насколько простирается район
finding-measure-horizontal = Расстояние по горизонтали
finding-measure-site = Наименьшее расстояние до объекта
finding-measure-vertical = Расстояние по вертикали
finding-measure-slant = Наклонное расстояние в этот момент
finding-measure-least-slant = Наименьшее наклонное расстояние
finding-measure-closing = Относительная скорость в этот момент
finding-measure-time-beyond = Время глубже буфера
finding-measure-time-apart = Время нарушения обоих минимумов эшелонирования
finding-measure-time-near = Время внутри радиуса
finding-measure-time = Время нарушения
finding-measure-time-possible = Время возможного нарушения (в пределах погрешности)
finding-measure-overhead = Время над объектом
finding-measure-unseen = За это время без наблюдения
finding-measure-near-collision = Опасное сближение
finding-measure-well-clear = Утрата безопасного удаления (DO-365)
finding-measure-alert = Наибольший уровень предупреждения (по повторному расчёту)
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
finding-end-first-seen = неизвестно; при первом донесении уже там
finding-end-last-seen = неизвестно; при последнем донесении ещё там
finding-end-gap = неизвестно; в перерыве между донесениями
finding-moved = { $mover }: { $what }
finding-moved-at = { $mover }: { $what }, в момент наибольшего сближения
finding-moved-before = { $mover }: { $what }, за { $span } до наибольшего сближения
finding-moved-after = { $mover }: { $what }, через { $span } после наибольшего сближения
finding-move-turn = разворот
finding-move-climb = набор высоты
finding-move-descent = снижение
finding-move-acas_ra = рекомендация БСПС

## What keeps a finding from the next grade: each reason a clause, then one sentence.
finding-why-highest = Степень относится к измерению, а не к принадлежности ВС.
finding-why-mark = ;{" "}
finding-why-all = { $reasons }.
finding-why-same = два идентификатора могут принадлежать одному ВС, поэтому не выше «возможно»
finding-why-limit = степень — на границе: сдвиг величины на единицу последнего знака меняет её
finding-why-depth-error = глубина за вычетом погрешности — { $least }, не больше буфера ({ $limit })
finding-why-distance-error = расстояние с учётом погрешности — { $most }, не менее { $limit }
finding-why-vertical-error = расстояние по вертикали с учётом погрешности — { $most }, не менее { $limit }
finding-why-not-everywhere = условие выполняется не везде в пределах погрешности: не по всем измерениям сразу или не столько времени, сколько требует пункт
finding-why-depth = измеренная глубина не больше буфера ({ $limit })
finding-why-radius = по измерению расстояние до объекта не менее { $limit }
finding-why-unseen = предел достигается только с учётом времени без наблюдения
finding-why-datum = высота одного ВС неизвестна в системе отсчёта другого
finding-why-distance = по измерению расстояние по горизонтали не менее { $limit }
finding-why-steps = { $vertical } при шаге обоих высотомеров не отличить от { $least } — минимума пункта за вычетом его допуска
finding-why-steps-or-one = либо { $vertical } при шаге обоих высотомеров не отличить от { $least }, либо это опирается на одно донесение; что именно, столбцы фиксации не говорят
finding-why-one-report = основанием служит единственное донесение: без него по измерению нарушения нет
finding-why-one-or-band = по измерению нарушены оба минимума, но это опирается на одно донесение или на высоту, не известную относительно нижней или верхней границы пункта; что именно, столбцы фиксации не говорят
finding-why-unknown = основанием служит единственное донесение, неизвестная высота или время без наблюдения

## What exempted it.
finding-exempt-mark = ;{" "}
finding-exempt-emergency = аварийная ситуация
finding-exempt-notified = уведомление { $notice } (файл)

## The section.
finding-exempted-by = <strong>Исключено</strong>, основание: { $what }; не учитывается.
finding-not-counted = <strong>Не учитывается.</strong>
finding-why = <strong>Почему не выше.</strong> { $why }
finding-plan-caption = Вид сверху, север вверху. Толстая линия — во время нарушения. Полоса — ± погрешность при доверительной вероятности 95 %. Точки — донесения; крестики — отложенные донесения.
finding-plan-caption-possible = Вид сверху, север вверху. Толстая линия — пока нарушение возможно. Полоса — ± погрешность при доверительной вероятности 95 %. Точки — донесения; крестики — отложенные донесения.
finding-no-drawing = <strong>Нет рисунка.</strong> Доказательной записи этой фиксации нет в папке, или в ней нет траектории.
finding-measures-caption = Измерения; погрешность — при доверительной вероятности 95 %
finding-column-measure = Измерение
finding-column-value = Значение
finding-column-error = Погрешность
finding-column-agreed = По соглашению
finding-profile-caption = Горизонтальная заливка: значения, которых пункт не допускает. Вертикальная заливка: время нарушения по измерению.
finding-profile-caption-possible = Горизонтальная заливка: значения, которых пункт не допускает. Вертикальная заливка: время, когда нарушение возможно в пределах погрешности.
finding-closest-means = Наибольшее сближение — момент, когда сумма квадратов обоих расстояний, взятых в долях минимумов пункта, наименьшая; при опасном сближении, достоверном или вероятном, — момент наименьшего наклонного расстояния. В остальных случаях эти моменты могут не совпадать.
finding-twin-label = Моменты фиксации { $finding }
finding-twin-caption = Значения в отдельные моменты (между донесениями движение принято прямолинейным)
finding-twin-time = Время (UTC)
finding-twin-distance = Расстояние до объекта
finding-twin-baro = { $mover }, барометрическая высота
finding-twin-geo = { $mover }, геометрическая высота
finding-instant-start = { $clock } начало
finding-instant-end = { $clock } конец
finding-instant-closest = { $clock } наиб. сближение
finding-not-observed = не наблюдалось
finding-outside-area = вне района
finding-own-side = своя сторона, { $depth } { $error }
finding-depth = { $depth } { $error }
finding-clause = Пункт { $clause }
finding-whose = Принадлежность ВС
finding-column-mover = ВС
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
finding-trail-apart = <strong>Обнаружено:</strong> сближение двух ВС, { $period }
finding-trail-site = <strong>Обнаружено:</strong> пребывание вблизи защищаемого объекта, { $period }
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
finding-statements = Заявления сторон
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
