### The incident page: facts first, what each side says, and the assessment apart.

incident-page-title = Инцидент: { $headline }
incident-page = Лист инцидента
incident-agreement = { $title }, редакция { $edition }
incident-agreement-digest = Соглашение <span class="id">{ $agreement }</span>, хеш-сумма <span class="id">{ $digest }</span>
incident-signed = <strong>Подписи</strong> по данным папки: { $parties }.
incident-not-signed = <strong>Не подписано</strong> ни одной стороной.
incident-prepared = Составил
incident-on = дата
incident-where-when = { $place }; { $period }

incident-closest-apart = Наибольшее сближение
incident-closest-line = За линией
incident-closest-site = Вблизи объекта
incident-closest-other = Измерение
incident-error-apart = ± — погрешность при доверительной вероятности 95 %: обоих положений вместе, каждого по переданному качеству или по источнику данных, и того, что мог добавить манёвр между двумя донесениями; по высоте — обоих высотомеров и их шага.
incident-error-one = ± — погрешность при доверительной вероятности 95 %: положения по переданному качеству или по источнику данных, его времени и того, что мог добавить манёвр между двумя донесениями.
incident-error-site = ± — погрешность при доверительной вероятности 95 %: положения по переданному качеству или по источнику данных, его времени, того, что мог добавить манёвр между двумя донесениями, и координат самого объекта.
incident-clause = Пункт { $clause }: { $kind }
incident-finding = Фиксация и степень уверенности

incident-part-a = Часть А: факты
incident-part-a-says = Только по записанным донесениям о положении; ничьих заявлений здесь нет.
incident-other-facts = Другие факты
incident-fact = { $name }: { $value }
incident-fact-mark = ;{" "}
incident-no-evidence = Доказательной записи этой фиксации нет в папке: нет ни рисунка, ни таблицы донесений.

incident-says = Заявления сторон
incident-verdict = По записи:
incident-verdict-supported = подтверждается
incident-verdict-contradicted = противоречит данным
incident-verdict-undecidable = установить нельзя
incident-chosen = (отмечено)
incident-marks = Рядом с записью
incident-more = { $more ->
    [one] Рядом с записью есть ещё { $more-shown } заявление.
    [few] Рядом с записью есть ещё { $more-shown } заявления.
    [many] Рядом с записью есть ещё { $more-shown } заявлений.
   *[other] Рядом с записью есть ещё { $more-shown } заявления.
}

incident-evidence = Доказательная запись
incident-sources = Донесения, лежащие в основе фиксации, по источникам
incident-column-feed = Источник
incident-column-kept = Использовано
incident-column-dropped = Отложено
incident-column-gap = Наибольший перерыв
incident-column-file = Файл, SHA-256
incident-more-sources = { $more ->
    [one] В доказательной записи есть ещё { $more-shown } строка.
    [few] В доказательной записи есть ещё { $more-shown } строки.
    [many] В доказательной записи есть ещё { $more-shown } строк.
   *[other] В доказательной записи есть ещё { $more-shown } строки.
}
incident-verify = Фиксация <span class="id">{ $finding }</span>, доказательная запись <span class="id">{ $digest }</span>. Вычислить заново только по этой записи: <code>thalweg verify DIR</code>, где DIR — папка с этим листом.

incident-assessment = Оценка, отдельно от фактов
incident-assessment-says = Для комиссии, которая это рассматривала. Программа не заполняет ни одного из этих полей и ничего не говорит о вине или намерениях.
incident-cause = Причина или причины
incident-risk = Степень риска
incident-board = Комиссия, место и дата
incident-names = Имена
incident-signatures = Подписи
