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

listed-comma = ,{" "}
listed-semicolon = ;{" "}
listed-last = { $first } и { $last }

grade-certain = достоверно
grade-probable = вероятно
grade-possible = возможно
grade-certain-says = превышает предел больше чем на указанную погрешность
grade-probable-says = превышает предел по измеренному значению
grade-possible-says = по измеренному значению предел не превышен, но в пределах погрешности мог быть превышен

party-neutral = нейтральный
party-unknown = принадлежность не установлена
party-affiliate = { $name } (формирование под ответственностью: { $owner })
aircraft-neutral = нейтральное воздушное судно
aircraft-unknown = воздушное судно, принадлежность которого не установлена
aircraft-two-of = два воздушных судна: { $party }
aircraft-two-neutral = два нейтральных воздушных судна
aircraft-two-unknown = два воздушных судна, принадлежность которых не установлена

## Why a row of positions is not used, by the reason that is counted.
dropped-no_position = нет координат, или их качество передано как неизвестное
dropped-conflict = другая строка того же объекта на то же время
dropped-stale = повторённые координаты, старше указанного времени
dropped-ground = на земле
dropped-jump = перемещение, невозможное для воздушного судна
dropped-no_time = время не читается
dropped-no_mover = нет идентификатора
dropped-bad_value = невозможное значение
