### Words in the pictures, and what they tell those who cannot see them.

## What a picture is called, and what it shows.
picture-plan = { $title }: вид сверху
picture-profile = { $title }: изменение во времени
picture-mover = { $name } ({ $party })
picture-paths =
    { $many ->
        [one] Трасса: { $movers }; на время нарушения утолщена, в полосе шириной в её погрешность (95 %).
        [few] Трассы: { $movers }; на время нарушения утолщены, каждая в полосе шириной в её погрешность (95 %).
        [many] Трассы: { $movers }; на время нарушения утолщены, каждая в полосе шириной в её погрешность (95 %).
       *[other] Трассы: { $movers }; на время нарушения утолщены, каждая в полосе шириной в её погрешность (95 %).
    }
picture-at-most = Наибольшая глубина за линией: { $depth } ({ $error }).
picture-apart = Наибольшее сближение в { $at }: { $far } по горизонтали ({ $error }), { $up } по высоте.
picture-apart-flat = Наибольшее сближение в { $at }: { $far } по горизонтали ({ $error }); высоты несопоставимы.
picture-nearest = Ближе всего к объекту защиты в { $at }: { $far } ({ $error }).
picture-no-closest = Момент наибольшего сближения не известен.
picture-agreed-buffer = Согласовано: не глубже буфера { $buffer }.
picture-agreed-apart = Согласовано: не менее { $far } по горизонтали или { $up } по высоте.
picture-agreed-radius = Согласовано: не ближе { $radius } к объекту защиты.
picture-during = Нарушение длится с { $start } до { $end }.
picture-heights-baro = Барометрическая высота: { $heights }.
picture-heights-geo = Геометрическая высота: { $heights }.
picture-height = { $name } от { $low } до { $high }
picture-height-level = { $name } на { $height }
picture-bands = Полосы — погрешности (95 %); время — UTC.
picture-twin = Те же моменты приведены в таблице ниже.

## Written in the pictures.
picture-side = сторона: { $party }
picture-deepest = глубже всего
picture-deepest-at = глубже всего { $at }
picture-closest = ближе всего { $at }
picture-line = линия
picture-buffer = буфер { $length }
picture-radius = радиус { $length }
picture-overhead = над объектом { $length }
picture-minimum = минимум { $length }
picture-near-collision = опасное сближение { $length }
picture-floor = нижняя граница { $height }
picture-ceiling = верхняя граница { $height }
picture-off-panel = вне этой шкалы: { $bounds }
picture-vertical = закрашено: в пределах { $height } от { $name }
picture-north = С
picture-unseen = Здесь не наблюдалось: измерять нечего.
picture-no-heights = Высоты: нет ни одной в общей системе отсчёта; сравнивать нечего.
picture-panel-apart = Расстояние (лог.): горизонтальное с погрешностью; штрихами — наклонное
picture-panel-flat = Расстояние по горизонтали с погрешностью (95 %), лог. шкала
picture-panel-depth = Глубина за линией, с погрешностью (95 %)
picture-panel-site = Расстояние до объекта защиты, с погрешностью (95 %)
picture-panel-baro = Барометрическая высота, фт, с погрешностью (95 %)
picture-panel-geo = Геометрическая высота, фт, с погрешностью (95 %)
