### Words in the pictures, and what they tell those who cannot see them.

## What a picture is called, and what it shows.
picture-plan = { $title }: вид сверху
picture-profile = { $title }: изменение во времени
picture-mover = { $name } ({ $party })
picture-paths =
    { $many ->
        [one] Траектория: { $movers }; на время нарушения утолщена, в полосе ± погрешность (доверительная вероятность 95 %).
        [few] Траектории: { $movers }; на время нарушения утолщены, каждая в полосе ± погрешность (доверительная вероятность 95 %).
        [many] Траектории: { $movers }; на время нарушения утолщены, каждая в полосе ± погрешность (доверительная вероятность 95 %).
       *[other] Траектории: { $movers }; на время нарушения утолщены, каждая в полосе ± погрешность (доверительная вероятность 95 %).
    }
picture-paths-possible =
    { $many ->
        [one] Траектория: { $movers }; утолщена, пока нарушение возможно, в полосе ± погрешность (доверительная вероятность 95 %).
        [few] Траектории: { $movers }; утолщены, пока нарушение возможно, каждая в полосе ± погрешность (доверительная вероятность 95 %).
        [many] Траектории: { $movers }; утолщены, пока нарушение возможно, каждая в полосе ± погрешность (доверительная вероятность 95 %).
       *[other] Траектории: { $movers }; утолщены, пока нарушение возможно, каждая в полосе ± погрешность (доверительная вероятность 95 %).
    }
picture-at-most = Наибольшая глубина за линией: { $depth } ({ $error }).
picture-at-most-inside = Наибольшая глубина за линией в районе: { $depth } ({ $error }); район пересечён через его границу, и то, что вне его, в глубину не входит.
picture-apart = Наибольшее сближение в { $at }: { $far } по горизонтали ({ $error }), { $up } по высоте.
picture-apart-flat = Наибольшее сближение в { $at }: { $far } по горизонтали ({ $error }); высоты несопоставимы.
picture-nearest = Наибольшее сближение с защищаемым объектом в { $at }: { $far } ({ $error }).
picture-no-closest = Момент наибольшего сближения неизвестен.
picture-agreed-buffer = Согласовано: не глубже буфера ({ $buffer }).
picture-agreed-apart = Согласовано: не менее { $far } по горизонтали или { $up } по высоте.
picture-agreed-radius = Согласовано: не ближе { $radius } к защищаемому объекту.
picture-during = Нарушение длится с { $start } до { $end }.
picture-during-possible = Нарушение возможно в пределах погрешности с { $start } до { $end }.
picture-heights-baro = Барометрическая высота: { $heights }.
picture-heights-geo = Геометрическая высота: { $heights }.
picture-height = { $name } от { $low } до { $high }
picture-height-level = { $name } на { $height }
picture-bands = Полосы — ± погрешность при доверительной вероятности 95 %; время — UTC.
picture-twin = Те же моменты приведены в таблице ниже.

## Written in the pictures.
picture-side = сторона: { $party }
picture-deepest = наибольшая глубина
picture-deepest-at = наиб. глубина { $at }
picture-closest = наиб. сближение { $at }
picture-line = линия
picture-buffer = буфер { $length }
picture-radius = радиус { $length }
picture-overhead = над объектом { $length }
picture-minimum = минимум { $length }
picture-near-collision = опасное сближение { $length }
picture-floor = нижняя граница { $height }
picture-ceiling = верхняя граница { $height }
picture-off-panel = вне этой шкалы: { $bounds }
picture-vertical = заливка: в пределах { $height } от { $name }
picture-north = С
picture-unseen = Здесь не наблюдалось: измерять нечего.
picture-no-heights = Высоты: нет ни одной в общей системе отсчёта; сравнивать нечего.
picture-panel-apart = Расстояние (лог. шкала): горизонтальное ± 95 %; пунктир — наклонное
picture-panel-flat = Расстояние по горизонтали (лог. шкала), с погрешностью (95 %)
picture-panel-depth = Глубина за линией, с погрешностью (95 %)
picture-panel-site = Расстояние до защищаемого объекта, с погрешностью (95 %)
picture-panel-baro = Барометрическая высота, фт, с погрешностью (95 %)
picture-panel-geo = Геометрическая высота, фт, с погрешностью (95 %)
