### The words of the closed lists: `<list>-<word>`. A draft, as all Russian here.

channel-main = ОСНОВНОЙ КАНАЛ
channel-second = ЗАПАСНОЙ КАНАЛ
channel-courier = КУРЬЕРА
channel-mail = ЭЛЕКТРОННУЮ ПОЧТУ
channel-voice = ТЕЛЕФОН
channel-radio = РАДИО
channel-guarantor = ГАРАНТА

cancel-error = ОТПРАВЛЕНО ОШИБОЧНО
cancel-sent-twice = ОТПРАВЛЕНО ДВАЖДЫ
cancel-overtaken = ЗАМЕНЕНО БОЛЕЕ ПОЗДНИМ
cancel-settled = УРЕГУЛИРОВАНО ИНАЧЕ
cancel-not-needed = БОЛЬШЕ НЕ ТРЕБУЕТСЯ

exemption-medical = МЕДИЦИНСКАЯ ЭВАКУАЦИЯ
exemption-search-and-rescue = ПОИСК И СПАСАНИЕ
exemption-humanitarian = ГУМАНИТАРНАЯ
exemption-weather = ПОГОДА
exemption-technical = ТЕХНИЧЕСКАЯ
exemption-recovery = ЭВАКУАЦИЯ ЛЮДЕЙ ИЛИ ВС

standing-suspend = ПРИОСТАНАВЛИВАЕМ
standing-resume = ВОЗОБНОВЛЯЕМ

aircraft-aeroplane = { $n ->
    [one] САМОЛЁТ
    [few] САМОЛЁТА
   *[many] САМОЛЁТОВ
}
aircraft-helicopter = { $n ->
    [one] ВЕРТОЛЁТ
    [few] ВЕРТОЛЁТА
   *[many] ВЕРТОЛЁТОВ
}
aircraft-uncrewed = { $n ->
    [one] БЕСПИЛОТНОЕ ВС
    [few] БЕСПИЛОТНЫХ ВС
   *[many] БЕСПИЛОТНЫХ ВС
}
aircraft-transport = { $n ->
    [one] ТРАНСПОРТНОЕ ВС
    [few] ТРАНСПОРТНЫХ ВС
   *[many] ТРАНСПОРТНЫХ ВС
}
aircraft-tanker = { $n ->
    [one] ТОПЛИВОЗАПРАВЩИК
    [few] ТОПЛИВОЗАПРАВЩИКА
   *[many] ТОПЛИВОЗАПРАВЩИКОВ
}
aircraft-surveillance = { $n ->
    [one] РАЗВЕДЫВАТЕЛЬНОЕ ВС
    [few] РАЗВЕДЫВАТЕЛЬНЫХ ВС
   *[many] РАЗВЕДЫВАТЕЛЬНЫХ ВС
}
aircraft-ambulance = { $n ->
    [one] САНИТАРНОЕ ВС
    [few] САНИТАРНЫХ ВС
   *[many] САНИТАРНЫХ ВС
}
aircraft-aircraft = { $n ->
   *[other] ВС
}

emergency-engine = ОТКАЗ ДВИГАТЕЛЯ
emergency-fuel = МАЛЫЙ ОСТАТОК ТОПЛИВА
emergency-fire = ПОЖАР НА БОРТУ
emergency-damage = ПОВРЕЖДЕНИЕ
emergency-medical = МЕДИЦИНСКАЯ ПОМОЩЬ
emergency-weather = ПОГОДА
emergency-navigation = ОТКАЗ НАВИГАЦИИ
emergency-lost-link = ПОТЕРЯ КАНАЛА УПРАВЛЕНИЯ
emergency-crew = ПОТЕРЯ РАБОТОСПОСОБНОСТИ ЭКИПАЖА
emergency-unlawful-interference = НЕЗАКОННОЕ ВМЕШАТЕЛЬСТВО
emergency-other = ИНОЕ

manoeuvre-turn-left = ОТВОРАЧИВАЕТ ВЛЕВО
manoeuvre-turn-right = ОТВОРАЧИВАЕТ ВПРАВО
manoeuvre-climb = НАБИРАЕТ ВЫСОТУ
manoeuvre-descend = СНИЖАЕТСЯ
manoeuvre-hold-course = СОХРАНЯЕТ КУРС И ВЫСОТУ
manoeuvre-reverse = РАЗВОРАЧИВАЕТСЯ
manoeuvre-slow = УМЕНЬШАЕТ СКОРОСТЬ
manoeuvre-land = САДИТСЯ

notice-changed = ИЗМЕНЕНО НА { $span }
notice-cancelled = ОТМЕНЕНО
notice-ended = ЗАВЕРШЕНО

ground-people = { $n ->
   *[other] ЧЕЛ.
}
ground-vehicles = { $n ->
    [one] МАШИНУ
    [few] МАШИНЫ
   *[many] МАШИН
}
ground-armoured-vehicles = { $n ->
    [one] БРОНЕМАШИНУ
    [few] БРОНЕМАШИНЫ
   *[many] БРОНЕМАШИН
}
ground-artillery = { $n ->
    [one] АРТИЛЛЕРИЙСКОЕ ОРУДИЕ
    [few] АРТИЛЛЕРИЙСКИХ ОРУДИЯ
   *[many] АРТИЛЛЕРИЙСКИХ ОРУДИЙ
}
ground-air-defence = { $n ->
    [one] КОМПЛЕКС ПВО
    [few] КОМПЛЕКСА ПВО
   *[many] КОМПЛЕКСОВ ПВО
}
ground-boats = { $n ->
    [one] КАТЕР
    [few] КАТЕРА
   *[many] КАТЕРОВ
}
ground-bridging = { $n ->
    [one] ПЕРЕПРАВОЧНОЕ СРЕДСТВО
    [few] ПЕРЕПРАВОЧНЫХ СРЕДСТВА
   *[many] ПЕРЕПРАВОЧНЫХ СРЕДСТВ
}

source-own-count = НАШ ПОДСЧЁТ
source-own-report = НАШИ ПОДРАЗДЕЛЕНИЯ
source-hospital = ГОСПИТАЛЬ
source-other-side = ВАША СТОРОНА
source-guarantor = ГАРАНТ
source-mission = МИССИЯ НАБЛЮДЕНИЯ
source-press = ПЕЧАТЬ
source-residents = МЕСТНЫЕ ЖИТЕЛИ
source-recorded-track = ЗАПИСЬ ТРАЕКТОРИИ
source-estimate = ОЦЕНКА

interference-gnss = СПУТНИКОВОЙ НАВИГАЦИИ
interference-radio = РАДИОСВЯЗИ
interference-radar = РЛС
interference-data-link = ЛИНИИ ПЕРЕДАЧИ ДАННЫХ
interference-transponder = ОТВЕТЧИКАМ
interference-ais = АИС

emission-laser = ЛАЗЕР
emission-radio = РАДИОИЗЛУЧЕНИЕ
emission-radar = ИЗЛУЧЕНИЕ РЛС
emission-illumination = ОСВЕТИТЕЛЬНЫЕ СРЕДСТВА

breach-air-strike = АВИАЦИОННЫЙ УДАР
breach-shelling = ОБСТРЕЛ
breach-ground-attack = НАЗЕМНОЕ НАПАДЕНИЕ
breach-movement-of-heavy-weapons = ПЕРЕМЕЩЕНИЕ ТЯЖЁЛОГО ВООРУЖЕНИЯ
breach-small-arms = СТРЕЛЬБА ИЗ СТРЕЛКОВОГО ОРУЖИЯ
breach-overflight = ПРОЛЁТ
breach-fortification = ВОЗВЕДЕНИЕ УКРЕПЛЕНИЙ
breach-other = ИНОЕ ЗАПРЕЩЁННОЕ ДЕЙСТВИЕ

humanitarian-site = ОБЪЕКТ
humanitarian-movement = КОНВОЙ

topic-incident = ИНЦИДЕНТ
topic-agreement = СОГЛАШЕНИЕ
topic-humanitarian = ГУМАНИТАРНЫЕ ВОПРОСЫ
topic-casualties = ПОТЕРИ
topic-line = ЛИНИЯ СВЯЗИ
topic-exercise = УЧЕНИЯ
topic-other = ИНОЙ ВОПРОС

means-telephone = ПО ТЕЛЕФОНУ
means-video = ПО ВИДЕОСВЯЗИ
means-meeting = ЛИЧНАЯ ВСТРЕЧА
means-letter = ПИСЬМОМ
means-through-guarantor = ЧЕРЕЗ ГАРАНТА

claim-occurred = ЭТО ПРОИЗОШЛО
claim-did-not-occur = ЭТОГО НЕ БЫЛО
claim-ours = НАШИ
claim-not-ours = НЕ НАШИ
claim-yours = ВАШИ
claim-clause-kept = ПУНКТ СОБЛЮДЁН
claim-clause-broken = ПУНКТ НАРУШЕН
claim-unintended = НЕПРЕДНАМЕРЕННО
claim-in-defence = ПРИ ОБОРОНЕ
claim-under-inquiry = ВЫЯСНЯЕТСЯ

dispute-did-not-occur = ЭТОГО НЕ БЫЛО
dispute-not-ours = НЕ НАШИ
dispute-place-wrong = МЕСТО НЕВЕРНО
dispute-time-wrong = ВРЕМЯ НЕВЕРНО
dispute-count-wrong = КОЛИЧЕСТВО НЕВЕРНО
dispute-measure-wrong = ИЗМЕРЕНИЕ НЕВЕРНО
dispute-evidence-incomplete = МАТЕРИАЛЫ НЕПОЛНЫ
dispute-evidence-altered = МАТЕРИАЛЫ ИЗМЕНЕНЫ
dispute-clause-misread = ПУНКТ ПОНЯТ НЕВЕРНО
dispute-exempt = ПОДПАДАЕТ ПОД ИЗЪЯТИЕ

fact-occurred-as-stated = ПРОИЗОШЛО, КАК ЗАЯВЛЕНО
fact-did-not-occur = ЭТОГО НЕ БЫЛО
fact-counts-agree = НАШИ ДАННЫЕ СОВПАДАЮТ
fact-unintended = НЕПРЕДНАМЕРЕННО
fact-origin-unknown = ПРИНАДЛЕЖНОСТЬ НЕИЗВЕСТНА
fact-settled = УРЕГУЛИРОВАНО

unable-safety = БЕЗОПАСНОСТЬ
unable-weather = ПОГОДА
unable-technical = ТЕХНИЧЕСКАЯ ПРИЧИНА
unable-no-authority = НЕ В НАШЕЙ ВЛАСТИ
unable-not-ours = НЕ НАШИ
unable-no-contact = НЕТ СВЯЗИ С НИМИ
unable-not-understood = НЕ ПОНЯЛ
unable-terms-not-met = УСЛОВИЯ НЕ ВЫПОЛНЕНЫ
unable-too-late = ПОЗДНО
unable-other = ИНАЯ ПРИЧИНА

negative-not-ours = НЕ НАШИ
negative-not-under-our-control = НЕ ПОД НАШИМ КОНТРОЛЕМ
negative-did-not-occur = ЭТОГО НЕ БЫЛО
negative-counts-differ = ДАННЫЕ РАСХОДЯТСЯ
negative-time-differs = ВРЕМЯ РАСХОДИТСЯ
negative-place-differs = МЕСТО РАСХОДИТСЯ
negative-not-yet = ЕЩЁ НЕТ
negative-people-remain = ЛЮДИ ОСТАЮТСЯ ТАМ
negative-no-authority = НЕ В НАШЕЙ ВЛАСТИ
negative-not-known = НАМ НЕИЗВЕСТНО
negative-other = ИНАЯ ПРИЧИНА

error-unknown-element = НЕТ ТАКОГО ЭЛЕМЕНТА
error-parameter = НЕВЕРНЫЙ ПАРАМЕТР
error-unknown-place = В СОГЛАШЕНИИ НЕТ ТАКОГО МЕСТА
error-unknown-clause = В СОГЛАШЕНИИ НЕТ ТАКОГО ПУНКТА
error-unknown-reference = ССЫЛКА НА ОТСУТСТВУЮЩУЮ ЗАПИСЬ
error-not-permitted = ТАКОЙ ОТВЕТ НЕ ДОПУСКАЕТСЯ
error-wrong-agreement = ДЕЙСТВУЕТ ДРУГОЕ СОГЛАШЕНИЕ
error-wrong-party = НЕ НАМ ИЛИ НЕ ОТ ВАС
error-too-large = СЛИШКОМ ВЕЛИКО
