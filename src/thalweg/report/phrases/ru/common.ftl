### Units, grades, and the small words that every page needs.

unit-m = м
unit-km = км
unit-nmi = { $n ->
    [one] мор. миля
    [few] мор. мили
    [many] мор. миль
   *[other] мор. мили
}
unit-nmi-genitive = { $n ->
    [one] мор. мили
    [few] мор. миль
    [many] мор. миль
   *[other] мор. мили
}
unit-ft = фт
unit-kt = уз
unit-mps = м/с
unit-mps2 = м/с²
unit-h = ч
unit-min = мин
unit-s = с

not-applicable = не применимо
not-known = неизвестно
not-said = не указано
unknown = неизвестно
none = нет
under = менее { $figure }
at-most = не более { $figure }

listed-comma = ,{" "}
listed-semicolon = ;{" "}
listed-last = { $first } и { $last }

grade-certain = достоверно
grade-probable = вероятно
grade-possible = возможно
grade-certain-says = предел нарушен больше чем на указанную погрешность
grade-probable-says = по измеренному значению предел нарушен, но с учётом погрешности мог быть соблюдён
grade-possible-says = по измеренному значению предел соблюдён, но с учётом погрешности мог быть нарушен

party-neutral = нейтральная сторона
party-unknown = принадлежность не установлена
party-affiliate = { $name } (формирование под ответственностью: { $owner })
aircraft-neutral = нейтральное ВС
aircraft-unknown = ВС неустановленной принадлежности
aircraft-two-of = оба ВС — { $party }
aircraft-two-neutral = два нейтральных ВС
aircraft-two-unknown = два ВС неустановленной принадлежности

## Why a row of positions is not used, by the reason that is counted.
dropped-no_position = нет координат, или их качество передано как неизвестное
dropped-conflict = другая строка того же ВС на то же время
dropped-stale = повторно переданные координаты, устаревшие относительно метки времени
dropped-ground = на земле
dropped-jump = перемещение, невозможное для ВС
dropped-no_time = время не читается
dropped-no_mover = нет идентификатора
dropped-bad_value = невозможное значение
